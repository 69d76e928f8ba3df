import { describe, expect, it } from 'vitest';
import { cpuTime } from '#test/support/cpuTime.ts';
import { definitionReport, operationSummary } from './definition.ts';
import { type Inspection, inspectDefinition, parseDefinition, remoteReferences } from './index.ts';

const ok = { responses: { 200: { description: 'ok' } } };

function inspect(document: object): Inspection {
  const inspection = inspectDefinition(parseDefinition(JSON.stringify(document)));
  expect(definitionReport.parse(inspection.report)).toEqual(inspection.report);
  for (const operation of inspection.operations) expect(operationSummary.parse(operation)).toEqual(operation);
  return inspection;
}

function api(parts: object): object {
  return { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/a': { get: ok } }, ...parts };
}

function withSchemes(securitySchemes: object, security?: unknown, operation: object = {}): object {
  return api({
    components: { securitySchemes },
    paths: { '/a': { get: { ...ok, ...operation } } },
    ...(security !== undefined && { security }),
  });
}

describe('operations', () => {
  it('reads every method, the 3.2 ones too, in the order of the document', () => {
    const { operations, report } = inspect({
      ...api({}),
      openapi: '3.2.0',
      paths: { '/a': { post: ok, get: ok, query: ok, additionalOperations: { COPY: ok } }, '/b': { get: ok } },
    });
    expect(operations.map((operation) => operation.key)).toEqual([
      'POST /a',
      'GET /a',
      'QUERY /a',
      'COPY /a',
      'GET /b',
    ]);
    expect(operations.map((operation) => operation.ordinal)).toEqual([0, 1, 2, 3, 4]);
    expect(report.coverage).toEqual({ mapped: 5, total: 5, unmapped: [] });
  });

  it('follows a reference to a path item and keeps what stands beside it', () => {
    const { operations } = inspect(
      api({
        paths: { '/a': { $ref: '#/components/pathItems/p', post: ok } },
        components: { pathItems: { p: { get: ok, post: { ...ok, summary: 'hidden' } } } },
      }),
    );
    expect(operations.map(({ key, summary }) => [key, summary])).toEqual([
      ['POST /a', undefined],
      ['GET /a', undefined],
    ]);
  });

  it('counts webhooks apart from operations', () => {
    const { report } = inspect(api({ webhooks: { created: { post: ok } } }));
    expect(report).toMatchObject({ operations: 1, webhooks: 1 });
  });

  it('counts tags in the order of the document', () => {
    const paths = { '/a': { get: { ...ok, tags: ['new', 'b'] }, post: { ...ok, tags: ['b'] } } };
    const { tags } = inspect(api({ tags: [{ name: 'a' }, { name: 'b', description: 'B' }], paths })).report;
    expect(tags).toEqual([
      { name: 'a', count: 0 },
      { name: 'b', description: 'B', count: 2 },
      { name: 'new', count: 1 },
    ]);
  });

  it('says what could not be mapped and why', () => {
    const { report } = inspect(api({ paths: { '/a': { get: ok, post: 3 }, '/b': { $ref: '#/nowhere' } } }));
    expect(report.coverage).toMatchObject({
      mapped: 1,
      total: 3,
      unmapped: [{ pointer: '/paths/~1a/post' }, { pointer: '/paths/~1b' }],
    });
  });
});

describe('usable documents that are wrong in places', () => {
  it.each([
    ['INFO_MISSING', '/info', api({ info: undefined })],
    ['VERSION_MISSING', '/info/version', api({ info: { title: 'x' } })],
    ['TITLE_MISSING', '/info/title', api({ info: { version: '1' } })],
    [
      'OPERATION_ID_DUPLICATE',
      '/paths/~1a/post',
      api({ paths: { '/a': { get: { ...ok, operationId: 'x' }, post: { ...ok, operationId: 'x' } } } }),
    ],
    ['PATH_PARAMETER_UNDECLARED', '/paths/~1{id}/get', api({ paths: { '/{id}': { get: ok } } })],
    [
      'PATH_PARAMETER_UNUSED',
      '/paths/~1a/get',
      api({ paths: { '/a': { get: { ...ok, parameters: [{ name: 'z', in: 'path', required: true, schema: {} }] } } } }),
    ],
    ['PATH_INVALID', '/paths/a', api({ paths: { a: { get: ok } } })],
    ['PARAMETER_INVALID', '/paths/~1a/get/parameters/0', api({ paths: { '/a': { get: { ...ok, parameters: [7] } } } })],
    ['WRONG_TYPE', '/paths/~1a/get/parameters', api({ paths: { '/a': { get: { ...ok, parameters: {} } } } })],
    ['RESPONSES_MISSING', '/paths/~1a/get', { ...api({ paths: { '/a': { get: {} } } }), openapi: '3.0.3' }],
    [
      'REQUEST_BODY_INVALID',
      '/paths/~1a/get/requestBody',
      api({ paths: { '/a': { get: { ...ok, requestBody: 1 } } } }),
    ],
    ['SECURITY_SCHEME_INVALID', '/components/securitySchemes/s', withSchemes({ s: { type: 'magic' } })],
    ['SECURITY_REQUIREMENT_INVALID', '/security', withSchemes({}, 'x')],
    ['SERVER_URL_INVALID', '/servers/0', api({ servers: [3] })],
    ['SERVER_VARIABLE_INVALID', '/servers/0', api({ servers: [{ url: 'https://{x}' }] })],
    [
      'REFERENCE_UNRESOLVED',
      '/paths/~1a/get/parameters/0',
      api({ paths: { '/a': { get: { ...ok, parameters: [{ $ref: '#/x' }] } } } }),
    ],
    [
      'REFERENCE_LOOP',
      '/paths/~1a/get/parameters/0',
      api({ paths: { '/a': { get: { ...ok, parameters: [{ $ref: '#/x-p' }] } } }, 'x-p': { $ref: '#/x-p' } }),
    ],
    [
      'REMOTE_REFERENCE',
      '/paths/~1a/get/parameters/0',
      api({ paths: { '/a': { get: { ...ok, parameters: [{ $ref: 'x.json#/p' }] } } } }),
    ],
    ['UNKNOWN_VERSION', '/openapi', { ...api({}), openapi: '3.9.0' }],
    ['WEBHOOKS_ONLY', '/webhooks', api({ paths: undefined, webhooks: { w: { post: ok } } })],
  ])('tells %s at %s', (code, pointer, document) => {
    const { report } = inspect(document);
    expect(report.problems).toEqual([expect.objectContaining({ code, pointer, line: 1, column: expect.any(Number) })]);
    expect(report.problemCounts).toMatchObject([{ code, count: 1 }]);
  });

  it('lists the first 200 problems and counts all', () => {
    const paths = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`/${index}/{id}`, { get: ok }]));
    const { report } = inspect(api({ paths }));
    expect(report.problems).toHaveLength(200);
    expect(report.problemCounts).toEqual([{ code: 'PATH_PARAMETER_UNDECLARED', severity: 'warning', count: 300 }]);
  });

  it.each([
    ['without paths', api({ paths: undefined })],
    ['with no operation', api({ paths: { '/a': {} } })],
    ['with broken operations only', api({ paths: { '/a': { get: null } } })],
  ])('refuses a document %s', (_, document) => {
    expect(() => inspect(document)).toThrow(expect.objectContaining({ code: 'DEFINITION_UNUSABLE' }));
  });
});

describe('words of the document', () => {
  it.each([
    ['openapi: 3.0\ninfo: {title: T, version: 1.0}', '3.0', '1.0'],
    ['openapi: "3.1.0"\ninfo:\n  title: T\n  version: 2.10\n', '3.1.0', '2.10'],
    ['swagger: 2.0\ninfo: {title: T, version: 2025-01-31}', '2.0', '2025-01-31'],
  ])('reads the versions of %j as they are written', (head, specVersion, version) => {
    const text = `${head}\npaths: {/a: {get: {responses: {}}}}\n`;
    expect(inspectDefinition(parseDefinition(text)).report).toMatchObject({ specVersion, version });
  });
});

describe('remote references', () => {
  const parsed = parseDefinition(
    JSON.stringify(
      api({
        paths: { '/{id}': { get: { ...ok, parameters: [{ $ref: 'x/p.json#/id' }] } } },
        components: { parameters: { id: { name: 'id', in: 'path', required: true, schema: {} } } },
      }),
    ),
  );
  const definitionUrl = 'https://a/openapi.json';

  it('are listed for consent', () => {
    expect(remoteReferences(parsed.document)).toEqual(['x/p.json']);
    expect(remoteReferences(parsed.document, definitionUrl)).toEqual(['https://a/x/p.json']);
  });

  it('lead into documents that were fetched before, and on from there', () => {
    const documents = new Map<string, unknown>([
      ['https://a/x/p.json', { id: { $ref: 'q.json#/real' } }],
      ['https://a/x/q.json', { real: { $ref: '../openapi.json#/components/parameters/id' } }],
    ]);
    const resolveRemote = (address: string) => documents.get(address);
    expect(inspectDefinition(parsed, { definitionUrl, resolveRemote }).report.problems).toEqual([]);
  });

  it('tell what is missing in a document that was fetched', () => {
    const resolveRemote = () => ({});
    expect(inspectDefinition(parsed, { definitionUrl, resolveRemote }).report.problems).toMatchObject([
      { code: 'REFERENCE_UNRESOLVED', pointer: '/paths/~1{id}/get/parameters/0' },
      { code: 'PATH_PARAMETER_UNDECLARED' },
    ]);
  });
});

describe('size', () => {
  it('stays linear where one path item or parameter is shared by many', () => {
    const parameters = Array.from({ length: 2_000 }, (_, index) => ({ name: `q${index}`, in: 'query' }));
    const shared = Array.from({ length: 5_000 }, (_, index) => [`/${index}`, { $ref: '#/item' }]);
    const document = api({ paths: Object.fromEntries(shared), item: { get: ok, parameters } });
    expect(() => inspect(document)).toThrow(expect.objectContaining({ code: 'DEFINITION_TOO_LARGE' }));
  });

  it('looks at each of 300,000 schemas once', () => {
    const schemas = Object.fromEntries(Array.from({ length: 300_000 }, (_, index) => [`S${index}`, {}]));
    const parsed = parseDefinition(JSON.stringify(api({ components: { schemas } })));
    const spent = cpuTime();
    expect(inspectDefinition(parsed).report.operations).toBe(1);
    expect(spent()).toBeLessThan(1_500);
  });
});

it('lists the servers that paths and operations name for themselves, each once', () => {
  const upload = { url: 'https://upload.test', description: 'Files' };
  const shared = { servers: [upload] };
  const document = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    servers: [{ url: 'https://api.test' }],
    paths: {
      '/a': { ...shared, get: { ...ok }, post: { ...ok, ...shared } },
      '/b': { get: { ...ok, servers: [{ url: '/v2' }, { url: 5 }, {}] } },
    },
  };
  const { report } = inspectDefinition(parseDefinition(JSON.stringify(document)));
  expect(report.operationServers.map(({ url }) => url)).toEqual(['https://upload.test', '/v2', '5']);
  expect(report.problems.map(({ code, pointer }) => [code, pointer])).toEqual([
    ['SERVER_URL_INVALID', '/paths/~1b/get/servers/2'],
    ['WRONG_TYPE', '/paths/~1b/get/servers/1/url'],
  ]);
});
