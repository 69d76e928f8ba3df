import { CompletionContext } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { schemaCompletion } from './schemaCompletion.ts';

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

/** Labels offered where `|` stands in the text. */
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
