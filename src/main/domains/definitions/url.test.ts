import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createOutbound } from '#main/http/index.ts';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { petDefinition } from '#test/support/definitionTexts.ts';
import { applyDefinition } from './lifecycle.ts';
import { readDetail } from './reader.ts';
import { reviewDefinition } from './review.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });

async function serve(files: Record<string, string>, host = '127.0.0.1', wanted = 0) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const body = files[request.url ?? ''];
    // No connection is used again, so that every request looks for its address.
    response.writeHead(body === undefined ? 404 : 200, { connection: 'close' }).end(body);
  });
  server.listen(wanted, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { base: `http://127.0.0.1:${port}`, asked, port };
}

const main = `
openapi: 3.1.0
info: { title: Split, version: "1" }
servers: [{ url: /v2 }]
paths:
  /pets:
    $ref: "parts/paths.yaml#/pets"
`;
const paths = `
pets:
  get:
    parameters:
      - { name: size, in: query, schema: { $ref: "../schemas.json#/Size" } }
    responses: { "200": { description: ok } }
`;
const files = {
  '/api/openapi.yaml': main,
  '/api/parts/paths.yaml': paths,
  '/api/schemas.json': '{"Size": {"type": "string", "enum": ["s", "l"]}}',
  '/pets.json': petDefinition('7'),
};

it('reads a definition from its address, with relative servers made absolute', async () => {
  const { deps, actor } = definitionsRig();
  const { base } = await serve(files);
  const source = { kind: 'url', url: `${base}/pets.json`, remoteReferences: false } as const;
  const { report, sourceUrl } = await reviewDefinition(deps, actor, { source });
  expect(report.version).toBe('7');
  expect(sourceUrl).toBe(`${base}/pets.json`);
});

it('leaves other documents alone without consent, and says so', async () => {
  const { deps, actor } = definitionsRig();
  const { base, asked } = await serve(files);
  const source = { kind: 'url', url: `${base}/api/openapi.yaml`, remoteReferences: false } as const;
  await expect(reviewDefinition(deps, actor, { source })).rejects.toThrow(code('DEFINITION_UNUSABLE'));
  expect(asked).toEqual(['/api/openapi.yaml']);
});

it('follows references into other documents with consent, and keeps them with the definition', async () => {
  const { deps, actor } = definitionsRig();
  const { base, asked } = await serve(files);
  const source = { kind: 'url', url: `${base}/api/openapi.yaml`, remoteReferences: true } as const;
  const { id, report, suggestion } = await reviewDefinition(deps, actor, { source });
  expect(report).toMatchObject({ operations: 1, problems: [] });
  expect(suggestion.baseUrl).toBe(`${base}/v2`);
  expect(asked.toSorted()).toEqual(['/api/openapi.yaml', '/api/parts/paths.yaml', '/api/schemas.json']);
  const target = { kind: 'new', name: 'Split', fields: { baseUrl: suggestion.baseUrl } } as const;
  const { id: integrationId } = applyDefinition(deps, actor, { id, target });
  const detail = await readDetail(deps, actor, { integrationId, key: 'GET /pets' });
  expect(JSON.stringify(detail)).toContain('"enum":["s","l"]');
  expect(asked).toHaveLength(3);
});

it('takes $self as the base of what it refers to, and fetches what security requirements name', async () => {
  const { deps, actor } = definitionsRig();
  const self = `openapi: 3.2.0
$self: /common/api.yaml
info: { title: Self, version: '1' }
security: [{ 'schemes.yaml#/components/securitySchemes/desk': [] }]
paths: { /pets: { $ref: 'paths.yaml#/pets' }, /same: { $ref: '/common/api.yaml#/components/pathItems/same' } }
components: { pathItems: { same: { get: { responses: { '200': { description: ok } } } } } }
`;
  const schemes = 'components: { securitySchemes: { desk: { type: apiKey, in: header, name: X-Desk } } }\n';
  const { base, asked } = await serve({
    '/here/openapi.yaml': self,
    '/common/paths.yaml': "pets: { get: { responses: { '200': { description: ok } } } }\n",
    '/common/schemes.yaml': schemes,
  });
  const source = { kind: 'url', url: `${base}/here/openapi.yaml`, remoteReferences: true } as const;
  const { id, report } = await reviewDefinition(deps, actor, { source });
  expect(asked.toSorted()).toEqual(['/common/paths.yaml', '/common/schemes.yaml', '/here/openapi.yaml']);
  expect(report).toMatchObject({ operations: 2, problems: [], requiresApiKey: true });
  expect(report.securitySchemes).toMatchObject([{ parameterName: 'X-Desk', operations: 2 }]);
  const target = { kind: 'new', name: 'Self', fields: { baseUrl: base } } as const;
  const { id: integrationId } = applyDefinition(deps, actor, { id, target });
  expect(await readDetail(deps, actor, { integrationId, key: 'GET /pets' })).toMatchObject({
    apiKeys: [{ in: 'header', name: 'X-Desk' }],
  });
});

it('says that a scheme which a requirement names stands in a document that was not read', async () => {
  const { deps, actor } = definitionsRig();
  const text = JSON.stringify({
    openapi: '3.2.0',
    info: { title: 'T', version: '1' },
    security: [{ 'schemes.yaml#/components/securitySchemes/desk': [] }],
    paths: { '/a': { get: { responses: { 200: { description: 'ok' } } } } },
  });
  const { report } = await reviewDefinition(deps, actor, { source: { kind: 'text', text } });
  expect(report.problems).toMatchObject([{ code: 'REMOTE_REFERENCE' }]);
});

it('follows references to its own host at the address that it came from, wherever the name leads meanwhile', async () => {
  const { deps, actor, folder } = definitionsRig();
  const { asked, port } = await serve(files);
  const inside = await serve({ ...files, '/api/parts/paths.yaml': paths.replace('size', 'inside') }, '127.0.0.2', port);
  const names: string[] = [];
  const outbound = createOutbound({
    bodyDirectory: join(folder, 'bodies'),
    userAgent: 'test',
    resolver: async (name) => [names.push(name) === 1 ? '127.0.0.1' : '127.0.0.2'],
  });
  onTestFinished(() => outbound.close());
  const url = `http://rebinding.test:${port}/api/openapi.yaml`;
  const source = { kind: 'url', url, remoteReferences: true } as const;
  const { report } = await reviewDefinition({ ...deps, outbound }, actor, { source });
  expect(report).toMatchObject({ operations: 1, problems: [] });
  expect([asked.length, inside.asked, names]).toEqual([3, [], ['rebinding.test']]);
});

it('keeps no secret of the address, and asks with it all the same', async () => {
  const { deps, actor, store } = definitionsRig();
  const address = '/api/openapi.yaml?version=2&token=canary-token-4711';
  const { base, asked } = await serve({ ...files, [address]: main });
  const source = { kind: 'url', url: `${base}${address}`, remoteReferences: true } as const;
  const review = await reviewDefinition(deps, actor, { source });
  expect(review.sourceUrl).toBe(`${base}/api/openapi.yaml?version=2&token=****`);
  expect(review.report).toMatchObject({ operations: 1, problems: [] });
  expect(asked[0]).toBe(address);
  const target = { kind: 'new', name: 'Split', fields: { baseUrl: review.suggestion.baseUrl } } as const;
  const made = applyDefinition(deps, actor, { id: review.id, target });
  expect(JSON.stringify(await readDetail(deps, actor, { integrationId: made.id, key: 'GET /pets' }))).toContain(
    '"enum"',
  );
  const kept = ['definitions', 'integrations'].map((table) => store.sqlite.prepare(`SELECT * FROM ${table}`).all());
  expect(JSON.stringify([review, made, kept])).not.toContain('canary');
});

it('tells what the server answered, and leaves no file behind', async () => {
  const { deps, actor, folder } = definitionsRig();
  const { base } = await serve({ '/large': ' '.repeat(2_000_000) });
  const fetching = (path: string) =>
    reviewDefinition(deps, actor, { source: { kind: 'url', url: `${base}${path}`, remoteReferences: false } });
  await expect(fetching('/none')).rejects.toMatchObject({
    code: 'FETCH_FAILED',
    message: expect.stringContaining('404'),
  });
  await expect(fetching('/large')).rejects.toThrow(code('DEFINITION_EMPTY'));
  expect(readdirSync(join(folder, 'bodies'))).toEqual([]);
});
