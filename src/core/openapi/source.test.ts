import { describe, expect, it, test } from 'vitest';
import { api, inspect } from '#test/support/definitionDocuments.ts';
import { Fault } from '../fault.ts';
import { remoteReferences } from './index.ts';
import { openSource, Problems } from './source.ts';

const document = (words: object) => ({ info: { title: 'T', version: '1' }, paths: {}, ...words });
const refusal = (words: unknown) => {
  try {
    openSource(words);
  } catch (cause) {
    if (cause instanceof Fault) return cause;
    throw cause;
  }
  return undefined;
};

describe('the version of a document', () => {
  test.each([
    [{ openapi: '3.0.4' }, 'openapi3', '3.0.4', '3.0'],
    [{ openapi: '3.1.1' }, 'openapi3', '3.1.1', '3.1'],
    [{ openapi: '3.2.0' }, 'openapi3', '3.2.0', '3.2'],
    [{ openapi: ' 3.1.0 ' }, 'openapi3', '3.1.0', '3.1'],
    [{ openapi: '3.1' }, 'openapi3', '3.1', '3.1'],
    [{ openapi: 3.1 }, 'openapi3', '3.1', '3.1'],
    [{ openapi: 3 }, 'openapi3', '3.0', '3.0'],
    [{ openapi: '3.0.0-rc2' }, 'openapi3', '3.0.0-rc2', '3.0'],
    [{ swagger: '2.0' }, 'swagger2', '2.0', '2.0'],
    [{ swagger: 2 }, 'swagger2', '2.0', '2.0'],
    [{ swagger: '2' }, 'swagger2', '2.0', '2.0'],
    [{ openapi: '3.1.0', swagger: '2.0' }, 'openapi3', '3.1.0', '3.1'],
  ])('of %j is read', (words, dialect, specVersion, minor) => {
    const source = openSource(document(words));
    expect(source).toMatchObject({ dialect, specVersion, minor });
    expect(source.problems.list).toEqual([]);
  });

  it('that is not known yet is read as the newest, and said to be', () => {
    const { dialect, minor, problems } = openSource(document({ openapi: '3.9.0' }));
    expect({ dialect, minor }).toEqual({ dialect: 'openapi3', minor: '3.9' });
    expect(problems.list).toEqual([
      {
        code: 'UNKNOWN_VERSION',
        severity: 'warning',
        pointer: '/openapi',
        message: 'OpenAPI 3.9.0 is read as if it were 3.2.',
      },
    ]);
  });

  test.each([
    [{ openapi: '2.0' }, 'OpenAPI 2.0 cannot be read; 2.0, 3.0, 3.1 and 3.2 can.', '/openapi'],
    [{ openapi: '4.0.0' }, 'OpenAPI 4.0.0 cannot be read; 2.0, 3.0, 3.1 and 3.2 can.', '/openapi'],
    [{ openapi: '3.x' }, 'OpenAPI 3.x cannot be read; 2.0, 3.0, 3.1 and 3.2 can.', '/openapi'],
    [{ openapi: '30.1.0' }, 'OpenAPI 30.1.0 cannot be read; 2.0, 3.0, 3.1 and 3.2 can.', '/openapi'],
    [
      { openapi: `3.0.${'1'.repeat(50)}` },
      `OpenAPI 3.0.${'1'.repeat(36)} cannot be read; 2.0, 3.0, 3.1 and 3.2 can.`,
      '/openapi',
    ],
    [{ swagger: '1.2' }, 'Swagger 1.2 cannot be read; 2.0, 3.0, 3.1 and 3.2 can.', '/swagger'],
    [{ swaggerVersion: '1.2' }, 'Swagger 1.2 cannot be read; 2.0, 3.0, 3.1 and 3.2 can.', '/swaggerVersion'],
  ])('of %j is refused', (words, message, pointer) => {
    expect(refusal(document(words))).toMatchObject({
      code: 'DEFINITION_UNSUPPORTED_VERSION',
      message,
      data: { pointer },
    });
  });

  test.each([
    [[], 'This is an empty list, not an OpenAPI definition.'],
    ['text', 'This is a string, not an OpenAPI definition.'],
    [null, 'This is null, not an OpenAPI definition.'],
    [{}, 'This is an object without the key `openapi` or `swagger`, not an OpenAPI definition.'],
    [{ asyncapi: '3.0.0' }, 'This is an AsyncAPI document, not an OpenAPI definition.'],
  ])('%j has none', (given, message) => {
    expect(refusal(given)).toMatchObject({ code: 'DEFINITION_UNKNOWN_FORMAT', message });
  });
});

describe('problems', () => {
  it('are told once, listed as far as 200 and counted all by code and severity', () => {
    const problems = new Problems();
    for (let index = 0; index < 250; index += 1) {
      problems.add('WRONG_TYPE', index % 2 === 0 ? 'error' : 'warning', `/a/${index}`, 'Wrong.');
      problems.add('WRONG_TYPE', index % 2 === 0 ? 'error' : 'warning', `/a/${index}`, 'Wrong.');
    }
    expect(problems.list).toHaveLength(200);
    expect(problems.counts).toEqual([
      { code: 'WRONG_TYPE', severity: 'error', count: 125 },
      { code: 'WRONG_TYPE', severity: 'warning', count: 125 },
    ]);
    expect([problems.isReported('/a/249'), problems.isReported('/a/250')]).toEqual([true, false]);
  });

  it('are short, however long the names of the document are', () => {
    const problems = new Problems();
    problems.add('WRONG_TYPE', 'error', `/paths/${'x'.repeat(3_000)}/get`, 'm'.repeat(600));
    problems.add('WRONG_TYPE', 'error', `/${'y'.repeat(1_999)}`, 'n'.repeat(500));
    problems.add('WRONG_TYPE', 'error', 'z'.repeat(3_000), 'o');
    expect(problems.list.map(({ pointer, message }) => [pointer, message])).toEqual([
      ['/paths', `${'m'.repeat(500)}…`],
      [`/${'y'.repeat(1_999)}`, 'n'.repeat(500)],
      ['', 'o'],
    ]);
  });
});

describe('the documents that a definition refers to', () => {
  const referring = (...references: string[]) => ({
    ...document({ openapi: '3.1.0' }),
    x: references.map(($ref) => ({ $ref })),
  });

  // RFC 3986 section 5.4.1.
  it('are named by their whole address, each once and without a fragment', () => {
    const base = 'http://a/b/c/d;p?q';
    expect(
      remoteReferences(
        referring('g', './g#s', '../g', '//g', '?y', 'g?y#s', '/g', 'http://a/b/c/g', '#/local', ''),
        base,
      ),
    ).toEqual([
      ...['http://a/b/c/g', 'http://a/b/g', 'http://g/', 'http://a/b/c/d;p?y', 'http://a/b/c/g?y', 'http://a/g'],
    ]);
  });

  it('are named as they are written where nobody knows where the definition came from', () => {
    expect(remoteReferences(referring('g.yaml#/A', 'https://a.test/x', 'g.yaml'))).toEqual([
      'g.yaml',
      'https://a.test/x',
    ]);
  });

  it('are not the definition itself, by its address or by what it says of itself', () => {
    const self = { $self: 'https://a.test/own.json' };
    expect(
      remoteReferences(
        { ...referring('own.json#/a', 'https://b.test/copy.json#/b', 'other.json'), ...self },
        'https://b.test/copy.json',
      ),
    ).toEqual(['https://a.test/other.json']);
  });

  it('are those of security requirements too, and 200 at most', () => {
    const secured = {
      ...document({ openapi: '3.2.0' }),
      security: [{ 'auth.json#/k': [], local: [], '#/components/x': [] }],
    };
    expect(remoteReferences(secured, 'https://a.test/o.json')).toEqual(['https://a.test/auth.json']);
    expect(remoteReferences(referring(...Array.from({ length: 300 }, (_, index) => `f${index}.json`)))).toHaveLength(
      200,
    );
  });
});

describe('what a definition says of itself', () => {
  test.each([
    [{ title: ' Pets ', version: '1.0' }, 'Pets', '1.0'],
    [{ title: '', version: '' }, 'Untitled API', ''],
    [{ title: 7, version: 2 }, '7', '2'],
    [{}, 'Untitled API', ''],
    [undefined, 'Untitled API', ''],
    ['text', 'Untitled API', ''],
  ])('in info %j is the title %s and the version %j', (info, title, version) => {
    expect(inspect({ ...api({}), info })).toMatchObject({ title, version });
  });
});
