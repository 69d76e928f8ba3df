import { CompletionContext } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { schemaAt, schemaCompletion } from './schemaCompletion.ts';

const schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', description: 'What it is called.' },
    state: { enum: ['open', 'closed'] },
    tags: { type: 'array', items: { type: 'object', properties: { label: { type: 'string' } } } },
    archived: { type: 'boolean' },
  },
};

/** Labels offered where `|` is in the text. */
async function offered(marked: string): Promise<string[]> {
  const pos = marked.indexOf('|');
  const state = EditorState.create({ doc: marked.replace('|', ''), extensions: json() });
  ensureSyntaxTree(state, state.doc.length, 5_000);
  const result = await schemaCompletion(schema)(new CompletionContext(state, pos, true));
  return result?.options.map((option) => option.label) ?? [];
}

test('offers the properties that are missing', async () => {
  expect(await offered('{ "name": "x", | }')).toEqual(['"state"', '"tags"', '"archived"']);
});

test('offers properties while a name is being typed', async () => {
  expect(await offered('{ "na|" }')).toContain('"name"');
});

test('offers the listed values', async () => {
  expect(await offered('{ "state": | }')).toEqual(['"open"', '"closed"']);
  expect(await offered('{ "state": "o|" }')).toEqual(['"open"', '"closed"']);
});

test('offers both truth values', async () => {
  expect(await offered('{ "archived": | }')).toEqual(['true', 'false']);
});

test('finds its way into arrays of objects', async () => {
  expect(await offered('{ "tags": [{ "label": "a" }, { | }] }')).toEqual(['"label"']);
});

test('offers nothing where the schema says nothing', async () => {
  expect(await offered('{ "name": | }')).toEqual([]);
});

const tree = {
  $ref: '#/$defs/Node',
  $defs: {
    Node: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        children: { type: 'array', items: { $ref: '#/$defs/Node' } },
      },
      additionalProperties: { type: 'boolean' },
    },
  },
};

test('follows references that lead back to themselves', () => {
  const found = schemaAt(tree, ['children', 3, 'children', 0, 'name']);
  expect(found).toEqual([{ type: 'string' }]);
});

test('takes additional properties where no property is declared', () => {
  expect(schemaAt(tree, ['flag'])).toEqual([{ type: 'boolean' }]);
});

test('lays alternatives side by side', () => {
  const schema = { oneOf: [{ properties: { a: { const: 1 } } }, { properties: { a: { const: 2 } } }] };
  expect(schemaAt(schema, ['a'])).toEqual([{ const: 1 }, { const: 2 }]);
});

test('finds nothing where a schema says nothing', () => {
  expect(schemaAt(true, ['a'])).toEqual([]);
  expect(schemaAt({ $ref: '#/missing' }, ['a'])).toEqual([]);
  expect(schemaAt({ properties: {} }, ['__proto__'])).toEqual([]);
});
