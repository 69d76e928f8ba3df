import { ORPCError } from '@orpc/client';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { integrationId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { describeOperation, inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { cpuTime } from '#test/support/cpuTime.ts';
import { damaged, damages, mutated, mutations } from '#test/support/mutateDocument.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';

const thing = { type: 'object', properties: { next: { $ref: '#/components/schemas/Thing' }, id: { type: 'string' } } };
const documents: Record<string, object> = {
  'OpenAPI 3.1': {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    servers: [{ url: 'https://{region}.example', variables: { region: { default: 'eu' } } }],
    security: [{ key: [] }, { oauth: ['read'] }],
    paths: {
      '/things/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: {
          responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
        },
        put: { requestBody: { $ref: '#/components/requestBodies/thing' }, responses: {} },
      },
    },
    components: {
      schemas: { Thing: thing },
      requestBodies: { thing: { content: { 'application/json': { schema: thing } } } },
      securitySchemes: {
        key: { type: 'apiKey', in: 'cookie', name: 'k' },
        oauth: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: 'https://a.example', scopes: { read: 'r' } } },
        },
      },
    },
  },
  'Swagger 2.0': {
    swagger: '2.0',
    info: { title: 'Things', version: '1' },
    host: 'a.example',
    basePath: '/v1',
    schemes: ['https'],
    securityDefinitions: { basic: { type: 'basic' } },
    security: [{ basic: [] }],
    paths: {
      '/things': {
        post: { parameters: [{ name: 'b', in: 'body', schema: { $ref: '#/definitions/T' } }], responses: {} },
      },
    },
    definitions: { T: { type: 'array', items: { $ref: '#/definitions/T' } } },
  },
};

/** Reads as the console does; what is refused is refused by a fault. Anything else is thrown on. */
function read(bytes: Uint8Array): void {
  const spent = cpuTime();
  try {
    const parsed = parseDefinition(bytes);
    for (const { key } of inspectDefinition(parsed).operations) describeOperation(parsed.document, key);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
  expect(spent()).toBeLessThan(5_000);
}

describe.each(Object.entries(documents))('a mutated %s document', (_, document) => {
  it('is read or refused as JSON and as YAML', () => {
    fc.assert(
      fc.property(mutations, fc.boolean(), (changes, asYaml) => {
        const tree = mutated(document, changes);
        read(Buffer.from(asYaml ? dump(tree) : JSON.stringify(tree)));
      }),
      { numRuns: 1_500 },
    );
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  }, 120_000);

  it('is read or refused with bytes lost, changed, added and repeated', () => {
    const texts = [JSON.stringify(document), JSON.stringify(document, null, 2), dump(document)];
    fc.assert(
      fc.property(fc.constantFrom(...texts), damages, (text, list) => read(damaged(text, list))),
      { numRuns: 1_500 },
    );
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  }, 120_000);
});

/** Uploads bytes in parts and has them read. Gives `read`, or the code of the refusal. */
async function review(client: Client, bytes: Buffer): Promise<string> {
  const { uploadId } = await client.definitions.beginUpload({ bytes: Math.max(1, bytes.length) });
  try {
    for (let offset = 0; offset < bytes.length; offset += 1024 * 1024) {
      const data = bytes.subarray(offset, offset + 1024 * 1024).toString('base64');
      await client.definitions.uploadPart({ uploadId, offset, data });
    }
    const { id } = await client.definitions.review({ source: { kind: 'upload', uploadId } });
    await client.definitions.discardReview({ id });
    return 'read';
  } catch (error) {
    if (error instanceof ORPCError) return error.code;
    throw error;
  } finally {
    await client.definitions.discardUpload({ uploadId });
  }
}

/** What a person has: their integrations, and the definitions in use with their text. */
async function possessions({ console, client }: Awaited<ReturnType<typeof begin>>) {
  const { rows } = await client.integrations.list({});
  const definitions = console.store.sqlite.prepare(`SELECT * FROM definitions WHERE state = 'current'`).all();
  const content = await client.definitions.content({
    integrationId: rows[0]?.id ?? integrationId.parse(neverAnId),
    offset: 0,
    length: 1_000_000,
  });
  return { rows, definitions, content };
}

const neverAnId = '01890000-0000-7000-8000-000000000000';

async function begin() {
  const opened = await testConsole();
  const text = JSON.stringify(documents['OpenAPI 3.1']);
  const { id } = await opened.client.definitions.review({ source: { kind: 'text', text } });
  const target = { kind: 'new' as const, name: 'kept', fields: { baseUrl: 'http://127.0.0.1:9' } };
  await opened.client.definitions.apply({ id, target });
  return opened;
}

const refusals = /^(read|DEFINITION_[A-Z_]+|UPLOAD_OUT_OF_ORDER|TOO_LARGE|BAD_REQUEST)$/;
const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}${close.repeat(depth)}`;
const paths = '"openapi":"3.1.0","info":{"title":"a","version":"1"},"paths":{"/a":{"get":{}}}';

const hostile: Record<string, () => string> = {
  'an alias bomb': () =>
    `a0: &a0 [x,x]\n${Array.from({ length: 60 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`).join('\n')}\nopenapi: 3.1.0\npaths: *a60\n`,
  'an alias that contains itself': () => 'openapi: 3.1.0\npaths: &p\n  /a: *p\n',
  'a million brackets': () => nested('[', ']', 1_000_000),
  'a million braces in YAML': () => `openapi: 3.1.0\npaths: ${nested('{a: ', '}', 200_000)}`,
  'indentation without end': () => Array.from({ length: 3_000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
  'a loop of references': () =>
    `{${paths},"components":{"schemas":{"A":{"$ref":"#/components/schemas/B"},"B":{"$ref":"#/components/schemas/A"}}}}`,
  'a path that is itself': () => '{"openapi":"3.1.0","paths":{"/a":{"$ref":"#/paths/~1a"},"/b":{"$ref":"#/paths"}}}',
  'a hundred thousand schemas': () =>
    `{${paths},"components":{"schemas":{${Array.from({ length: 100_000 }, (_, n) => `"S${n}":{"$ref":"#/components/schemas/S${n + 1}"}`).join()}}}}`,
  'prototype keys everywhere': () =>
    `{${paths},"__proto__":{"polluted":1},"components":{"securitySchemes":{"__proto__":{"type":"http","scheme":"basic"},"constructor":{"type":"apiKey","in":"query","name":"__proto__"}}},"security":[{"__proto__":[]}]}`,
  'one string of 30 MB': () => `{${paths},"x":"${'y'.repeat(30_000_000)}"}`,
  'ten million commas': () => `[${'0,'.repeat(10_000_000)}0]`,
  'bytes that are no text': () => '\u0000\u0001\u0002',
};

describe('the importer of a whole console', () => {
  it('survives mutated and damaged documents on its worker, and changes nothing', async () => {
    const opened = await begin();
    const before = await possessions(opened);
    const texts = Object.values(documents).map((document) => JSON.stringify(document));
    const bytes = fc.oneof(
      fc
        .tuple(fc.constantFrom(...Object.values(documents)), mutations)
        .map(([document, changes]) => Buffer.from(JSON.stringify(mutated(document, changes)))),
      fc.tuple(fc.constantFrom(...texts), damages).map(([text, list]) => damaged(text, list)),
    );
    const outcomes: string[] = [];
    const check = fc.asyncProperty(bytes, async (each) => {
      outcomes.push(await review(opened.client, each));
      expect(outcomes.at(-1)).toMatch(refusals);
    });
    await fc.assert(check, { numRuns: 400 });
    expect(outcomes.filter((outcome) => outcome === 'read').length).toBeGreaterThan(40);
    expect(await possessions(opened)).toEqual(before);
    expect(opened.logs).toEqual([]);
  }, 180_000);

  it.each(Object.entries(hostile))(
    'answers %s within bounded time, and goes on',
    async (_, make) => {
      const opened = await begin();
      const before = await possessions(opened);
      const start = performance.now();
      expect(await review(opened.client, Buffer.from(make()))).toMatch(refusals);
      expect(performance.now() - start).toBeLessThan(30_000);
      expect(await possessions(opened)).toEqual(before);
      expect(opened.logs).toEqual([]);
      expect(await review(opened.client, Buffer.from(`{${paths}}`))).toBe('read');
    },
    90_000,
  );

  it('refuses 200 MB, and one byte more than it reads, before any of it is sent', async () => {
    const { client } = await begin();
    for (const bytes of [200_000_000, 129 * 1024 * 1024, 128 * 1024 * 1024 + 1]) {
      await expect(client.definitions.beginUpload({ bytes })).rejects.toMatchObject({ code: 'TOO_LARGE', status: 413 });
    }
    const text = 'x'.repeat(2_000_001);
    const pasted = client.definitions.review({ source: { kind: 'text', text } });
    await expect(pasted).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('takes no more than was announced', async () => {
    const { client } = await begin();
    const { uploadId } = await client.definitions.beginUpload({ bytes: 3 });
    const part = client.definitions.uploadPart({ uploadId, offset: 0, data: Buffer.from('four').toString('base64') });
    await expect(part).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});
