import { describe, expect, it } from 'vitest';
import { definitionReport, operationSummary } from './definition.ts';
import { type Inspection, inspectDefinition, parseDefinition } from './index.ts';

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

const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
const oauth = {
  type: 'oauth2',
  flows: { clientCredentials: { tokenUrl: 'https://a/token', scopes: { 'read:all': 'Read', 'x-note': 'no scope' } } },
};

describe('required authentication', () => {
  it.each([
    ['an API key', key, ['requiresApiKey']],
    ['OAuth2', oauth, ['requiresOAuth2']],
    ['OpenID Connect', { type: 'openIdConnect', openIdConnectUrl: 'https://a' }, ['requiresOAuth2']],
    ['basic', { type: 'http', scheme: 'Basic' }, ['requiresBasic']],
    ['bearer', { type: 'http', scheme: 'BEARER' }, ['requiresBearer']],
    ['digest', { type: 'http', scheme: 'digest' }, []],
    ['mutual TLS', { type: 'mutualTLS' }, []],
  ])('knows %s', (_, scheme, expected) => {
    const { report } = inspect(withSchemes({ s: scheme }, [{ s: [] }]));
    const flags = ['requiresApiKey', 'requiresOAuth2', 'requiresBasic', 'requiresBearer'] as const;
    expect(flags.filter((flag) => report[flag])).toEqual(expected);
    expect(report.securitySchemes).toMatchObject([{ key: 's', required: true, operations: 1 }]);
  });

  it('does not call a scheme required that is only declared', () => {
    const { report } = inspect(withSchemes({ s: key }));
    expect(report).toMatchObject({ requiresApiKey: false, securitySchemes: [{ required: false, operations: 0 }] });
  });

  it('counts a scheme that is one of several alternatives', () => {
    const { report } = inspect(withSchemes({ s: key, o: oauth }, [{ s: [] }, { o: ['read:all'] }]));
    expect(report).toMatchObject({ requiresApiKey: true, requiresOAuth2: true, optionalAuth: 0 });
    expect(report.requirements).toEqual([
      { alternative: [{ scheme: 's', scopes: [] }], operations: 1 },
      { alternative: [{ scheme: 'o', scopes: ['read:all'] }], operations: 1 },
    ]);
  });

  it('keeps schemes that are needed together in one alternative', () => {
    const { operations } = inspect(withSchemes({ s: key, o: oauth }, [{ s: [], o: [] }]));
    expect(operations[0]?.security).toEqual([
      [
        { scheme: 's', scopes: [] },
        { scheme: 'o', scopes: [] },
      ],
    ]);
  });

  it('lets an operation take the inherited security away', () => {
    const { report, operations } = inspect(withSchemes({ s: key }, [{ s: [] }], { security: [] }));
    expect(report).toMatchObject({ requiresApiKey: false, optionalAuth: 0 });
    expect(operations[0]?.security).toBeNull();
  });

  it('counts an operation that also works without as optional', () => {
    const { report, operations } = inspect(withSchemes({ s: key }, [], { security: [{}, { s: [] }] }));
    expect(report).toMatchObject({ requiresApiKey: true, optionalAuth: 1 });
    expect(operations[0]?.security).toEqual([[], [{ scheme: 's', scopes: [] }]]);
  });

  it('does not count an operation with nothing but the empty requirement as optional', () => {
    expect(inspect(withSchemes({ s: key }, [{ s: [] }], { security: [{}] })).report).toMatchObject({
      requiresApiKey: false,
      optionalAuth: 0,
    });
  });

  it.each([
    ['#/components/securitySchemes/s', 's', {}],
    ['https://a.test/o.json#/components/securitySchemes/s', 's', { $self: 'https://a.test/o.json' }],
    ['#/x-schemes/k', '#/x-schemes/k', {}],
    ['https://a.test/shared.json#/k', 'https://a.test/shared.json#/k', {}],
    ['./shared.json#/k', './shared.json#/k', { $self: 'https://a.test/o.json' }],
  ])('takes the address %s for a scheme (3.2)', (address, name, root) => {
    const document = {
      ...withSchemes({ s: key }, [{ [address]: [] }]),
      openapi: '3.2.0',
      'x-schemes': { k: key },
      ...root,
    };
    const resolveRemote = (url: string) => (url === 'https://a.test/shared.json' ? { k: key } : undefined);
    const { report } = inspectDefinition(parseDefinition(JSON.stringify(document)), { resolveRemote });
    expect(report).toMatchObject({ requiresApiKey: true, problemCounts: [] });
    expect(report.requirements).toEqual([{ alternative: [{ scheme: name, scopes: [] }], operations: 1 }]);
    expect(report.securitySchemes.find((scheme) => scheme.required)).toMatchObject({
      key: name,
      parameterName: 'X-Key',
    });
  });

  it('takes a component of the same name before an address', () => {
    const { report } = inspect({ ...withSchemes({ '#/x': key }, [{ '#/x': [] }]), x: oauth });
    expect(report).toMatchObject({ requiresApiKey: true, requiresOAuth2: false });
  });

  it('tells of an address that leads nowhere', () => {
    const { report } = inspect(withSchemes({ s: key }, [{ '#/components/securitySchemes/t': [] }]));
    expect(report.problems).toMatchObject([{ code: 'SECURITY_SCHEME_UNKNOWN' }]);
  });

  it('follows a reference to a scheme', () => {
    const { report } = inspect(withSchemes({ s: { $ref: '#/components/securitySchemes/t' }, t: key }, [{ s: [] }]));
    expect(report.securitySchemes[0]).toMatchObject({ key: 's', type: 'apiKey', parameterName: 'X-Key' });
  });

  it('leaves vendor extensions out of the scopes', () => {
    const [scheme] = inspect(withSchemes({ o: oauth })).report.securitySchemes;
    expect(scheme?.flows).toEqual([
      { flow: 'clientCredentials', tokenUrl: 'https://a/token', scopes: [{ name: 'read:all', description: 'Read' }] },
    ]);
  });

  it('tells of a scheme that is required and nowhere described', () => {
    const { report } = inspect(withSchemes({}, [{ ghost: [] }]));
    expect(report).toMatchObject({ requiresApiKey: false, problems: [{ code: 'SECURITY_SCHEME_UNKNOWN' }] });
  });
});

describe('Swagger 2.0', () => {
  const swagger = {
    swagger: '2.0',
    info: { title: 'Old', version: '1' },
    host: 'api.example.com',
    basePath: '/v1/',
    schemes: ['http', 'https'],
    securityDefinitions: {
      basic: { type: 'basic' },
      code: {
        type: 'oauth2',
        flow: 'accessCode',
        authorizationUrl: 'https://a/auth',
        tokenUrl: 'https://a/token',
        scopes: { r: 'Read' },
      },
      app: { type: 'oauth2', flow: 'application', tokenUrl: 'https://a/token', scopes: {} },
    },
    security: [{ basic: [] }, { code: ['r'] }],
    paths: { '/a': { get: ok } },
  };

  it('speaks the words of OpenAPI 3', () => {
    const { report } = inspect(swagger);
    expect(report.servers.map((server) => server.url)).toEqual([
      'https://api.example.com/v1',
      'http://api.example.com/v1',
    ]);
    expect(report).toMatchObject({
      specVersion: '2.0',
      requiresBasic: true,
      requiresOAuth2: true,
      securitySchemes: [
        { key: 'basic', type: 'http', scheme: 'basic' },
        { key: 'code', flows: [{ flow: 'authorizationCode', authorizationUrl: 'https://a/auth' }] },
        { key: 'app', required: false, flows: [{ flow: 'clientCredentials' }] },
      ],
    });
  });

  it('takes https where no scheme is named', () => {
    const { schemes, ...rest } = swagger;
    expect(schemes).toHaveLength(2);
    expect(inspect(rest).report.servers).toEqual([{ url: 'https://api.example.com/v1', variables: [] }]);
  });
});
