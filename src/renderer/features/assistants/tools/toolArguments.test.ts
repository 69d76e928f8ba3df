import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyArguments, fieldsOf, readArguments, withArgument } from './toolArguments.ts';

describe('fieldsOf', () => {
  it('makes a field for each property, required ones first, with the control that fits', () => {
    const fields = fieldsOf({
      type: 'object',
      required: ['owner'],
      properties: {
        page: { type: 'integer' },
        state: { type: 'string', enum: ['open', 'closed'] },
        body: { type: 'object' },
        draft: { type: ['boolean', 'null'] },
        owner: { type: 'string', description: 'Whose it is.' },
      },
    });
    expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['owner', 'text', true],
      ['page', 'number', false],
      ['state', 'choice', false],
      ['body', 'json', false],
      ['draft', 'boolean', false],
    ]);
  });

  it('asks for nothing where the tool takes nothing', () => {
    expect(fieldsOf({ type: 'object' })).toEqual([]);
  });
});

describe('readArguments', () => {
  it('takes objects only', () => {
    expect(readArguments('{"a": 1}')).toEqual({ a: 1 });
    expect(readArguments('')).toEqual({});
    expect(readArguments('[1]')).toBeNull();
    expect(readArguments('{"a":')).toBeNull();
  });
});

describe('withArgument', () => {
  it('reads back what was set and leaves the other arguments as they were', () => {
    const name = fc.string().filter((key) => key !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(name, fc.integer()), name, fc.string(), (before, key, value) => {
        expect(readArguments(withArgument(JSON.stringify(before), key, value))).toEqual({ ...before, [key]: value });
      }),
    );
  });

  it('leaves out what has no value', () => {
    expect(readArguments(withArgument('{"a":1,"b":2}', 'a', undefined))).toEqual({ b: 2 });
  });
});

describe('emptyArguments', () => {
  it('begins with the objects that are required', () => {
    const fields = fieldsOf({
      required: ['body', 'id'],
      properties: { body: { type: 'object' }, id: { type: 'string' } },
    });
    expect(emptyArguments(fields)).toBe('{\n  "body": {}\n}');
  });
});
