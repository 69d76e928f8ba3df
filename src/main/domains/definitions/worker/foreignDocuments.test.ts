import { describe, expect, it, test } from 'vitest';
import { describeOperation, inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { collectRemotes, storedRemotes } from './foreignDocuments.ts';

const source = 'https://a.test/api/openapi.json';
const definition = (words: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: { '/a': { get: { responses: {} } } },
  ...words,
});
const referring = (...references: string[]) =>
  definition({ components: { schemas: Object.fromEntries(references.map(($ref, index) => [`S${index}`, { $ref }])) } });

/** Fetches from a table, and says in which order it was asked. */
async function collect(document: object, files: Record<string, string> = {}, from = source) {
  const asked: string[] = [];
  const remotes = await collectRemotes(document, from, async (address) => {
    asked.push(address);
    const text = files[address];
    return text === undefined ? null : new TextEncoder().encode(text);
  });
  return { asked, ...remotes };
}

describe('the documents that are fetched for a definition', () => {
  it('are those that it refers to, and those that they refer to, each once', async () => {
    const { asked, texts, reading } = await collect(referring('b.json#/B', './b.json#/C', '../c.yaml', '#/local', ''), {
      'https://a.test/api/b.json': '{"B":{"$ref":"deep/d.json"},"C":{"$ref":"openapi.json#/info"}}',
      'https://a.test/c.yaml': 'x: { $ref: "api/b.json#/B" }\n',
      'https://a.test/api/deep/d.json': '{"type":"string"}',
    });
    expect(asked.toSorted()).toEqual([
      ...['https://a.test/api/b.json', 'https://a.test/api/deep/d.json', 'https://a.test/c.yaml'],
    ]);
    expect([...texts.keys()].sort()).toEqual(asked.toSorted());
    expect(reading.resolveRemote?.('https://a.test/api/deep/d.json')).toEqual({ type: 'string' });
    expect(reading.definitionUrl).toBe(source);
  });

  it('are looked for from the address that a document gives itself', async () => {
    const { asked } = await collect({ ...referring('b.json'), $self: 'https://self.test/x/openapi.json' });
    expect(asked).toEqual(['https://self.test/x/b.json']);
  });

  it('are those that security requirements name by an address, too', async () => {
    const { asked } = await collect(
      definition({ security: [{ 'auth.json#/k': [], local: [], '#/components/x': [] }] }),
    );
    expect(asked).toEqual(['https://a.test/api/auth.json']);
  });

  test.each([
    ['a file', 'file:///etc/passwd'],
    ['data in the address', 'data:application/json,{}'],
    ['another protocol', 'ftp://a.test/x.json'],
    ['an address with a user', 'https://user@a.test/x.json'],
    ['an address with a password', 'https://:secret@a.test/x.json'],
    ['no address', 'https://[/x.json'],
    ['a name', 'urn:uuid:1'],
  ])('are never %s', async (_, reference) => {
    const document = referring(reference);
    const { asked } = await collect(document);
    expect(asked).toEqual([]);
    expect(document).toEqual(referring(reference));
  });

  it('are not the definition itself, however it is called', async () => {
    const self = 'https://self.test/openapi.json';
    const { asked } = await collect({ ...referring(`${source}#/info`, `${self}#/info`, 'openapi.json'), $self: self });
    expect(asked).toEqual([]);
  });

  it('stay unresolved where they cannot be had or read, and are not asked for again', async () => {
    const { asked, texts, reading } = await collect(
      referring('gone.json', 'gone.json#/a', 'broken.json', 'page.html'),
      {
        'https://a.test/api/broken.json': '{"a":',
        'https://a.test/api/page.html': '<!doctype html>',
      },
    );
    expect(asked).toHaveLength(3);
    expect(texts.size).toBe(0);
    for (const address of asked) expect(reading.resolveRemote?.(address)).toBeUndefined();
  });

  it('are a hundred at most, and no more after 32 MB', async () => {
    const many = Array.from({ length: 150 }, (_, index) => `f${index}.json`);
    const small = Object.fromEntries(many.map((name) => [`https://a.test/api/${name}`, '{}']));
    expect((await collect(referring(...many), small)).asked).toHaveLength(100);
    const megabytes = `{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`;
    const large = Object.fromEntries(many.map((name) => [`https://a.test/api/${name}`, megabytes]));
    expect((await collect(referring(...many), large)).asked).toHaveLength(4);
  });

  it('end where they refer to each other', async () => {
    const { asked } = await collect(referring('b.json'), {
      'https://a.test/api/b.json': '{"$ref":"c.json"}',
      'https://a.test/api/c.json': '{"$ref":"b.json"}',
    });
    expect(asked).toEqual(['https://a.test/api/b.json', 'https://a.test/api/c.json']);
  });
});

it('a definition is read with them in the same way when they were fetched and when they were stored', async () => {
  const document = definition({
    paths: { '/a': { $ref: 'paths.yaml#/a' } },
  });
  const files = {
    'https://a.test/api/paths.yaml': 'a:\n  get:\n    parameters: [{ $ref: "parts/size.json" }]\n    responses: {}\n',
    'https://a.test/api/parts/size.json': '{"name":"size","in":"query","schema":{"$ref":"#/s"},"s":{"type":"integer"}}',
  };
  const parsed = parseDefinition(JSON.stringify(document));
  const { texts, reading } = await collect(Object(parsed.document), files);
  const fetched = describeOperation(parsed.document, 'GET /a', reading);
  expect(fetched.parameters).toMatchObject([{ name: 'size', schema: { $ref: '#/$defs/s' } }]);
  expect(inspectDefinition(parsed, reading).report.problemCounts).toEqual([]);
  const again = parseDefinition(JSON.stringify(document));
  const stored = storedRemotes(again.document, source, texts);
  expect(describeOperation(again.document, 'GET /a', stored)).toEqual(fetched);
});
