import { describe, expect, it, test } from 'vitest';
import { api, inspect, ok, old } from '#test/support/definitionDocuments.ts';

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A document with one scheme, and what is read of it and said. */
function read(scheme: unknown, openapi = '3.2.0') {
  const document =
    openapi === '2.0'
      ? old({ securityDefinitions: { s: scheme } })
      : api({ components: { securitySchemes: { s: scheme } } }, openapi);
  const { securitySchemes, problems } = inspect(document);
  const [found] = securitySchemes;
  if (found === undefined) return { found, said: problems.map(({ message }) => message) };
  const { key, required, operations, ...words } = found;
  expect({ key, required, operations }).toEqual({ key: 's', required: false, operations: 0 });
  return {
    found: words,
    said: problems.filter(({ code }) => code === 'SECURITY_SCHEME_INVALID').map(({ message }) => message),
  };
}

const flow = { authorizationUrl: 'https://a.test/auth', tokenUrl: 'https://a.test/token', scopes: {} };

// OpenAPI 3.2.0 and Swagger 2.0, Security Scheme Object.
describe('a scheme', () => {
  test.each<[string, object, object, string?]>([
    [
      'an API key in a header',
      { type: 'apiKey', in: 'header', name: 'X-Key' },
      { type: 'apiKey', in: 'header', parameterName: 'X-Key' },
    ],
    [
      'an API key in a query',
      { type: 'apiKey', in: 'query', name: 'k' },
      { type: 'apiKey', in: 'query', parameterName: 'k' },
    ],
    [
      'an API key in a cookie',
      { type: 'apiKey', in: 'cookie', name: 'k' },
      { type: 'apiKey', in: 'cookie', parameterName: 'k' },
    ],
    [
      'a type in other letters',
      { type: 'ApiKey', in: 'header', name: 'k' },
      { type: 'apiKey', in: 'header', parameterName: 'k' },
    ],
    ['basic', { type: 'http', scheme: 'Basic' }, { type: 'http', scheme: 'basic' }],
    [
      'bearer with a format',
      { type: 'http', scheme: ' bearer ', bearerFormat: 'JWT' },
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    ],
    [
      'OpenID Connect',
      { type: 'openIdConnect', openIdConnectUrl: 'https://a.test' },
      { type: 'openIdConnect', openIdConnectUrl: 'https://a.test' },
    ],
    ['mutual TLS', { type: 'mutualTLS' }, { type: 'mutualTLS' }],
    [
      'what is described and deprecated',
      { type: 'mutualTLS', description: 'D', deprecated: true },
      { type: 'mutualTLS', description: 'D', deprecated: true },
    ],
    ['what is not deprecated', { type: 'mutualTLS', deprecated: false }, { type: 'mutualTLS' }],
    [
      'an API key without a name',
      { type: 'apiKey', in: 'header' },
      { type: 'apiKey', in: 'header' },
      'The API key scheme “s” does not say where the key goes and under which name.',
    ],
    [
      'an API key in a body',
      { type: 'apiKey', in: 'body', name: 'k' },
      { type: 'apiKey', parameterName: 'k' },
      'The API key scheme “s” does not say where the key goes and under which name.',
    ],
    [
      'HTTP without a scheme',
      { type: 'http' },
      { type: 'http' },
      'The HTTP scheme “s” does not say which scheme it is.',
    ],
    [
      'OpenID Connect without an address',
      { type: 'openIdConnect' },
      { type: 'openIdConnect' },
      'The OpenID Connect scheme “s” has no openIdConnectUrl.',
    ],
    ['OAuth2 without a flow', { type: 'oauth2' }, { type: 'oauth2', flows: [] }, 'The OAuth2 scheme “s” has no flow.'],
    [
      'OAuth2 whose metadata has an address',
      {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://a.test/token', scopes: {} } },
        oauth2MetadataUrl: 'https://a.test/.well-known',
      },
      {
        type: 'oauth2',
        flows: [{ flow: 'clientCredentials', tokenUrl: 'https://a.test/token', scopes: [] }],
        oauth2MetadataUrl: 'https://a.test/.well-known',
      },
    ],
  ])('that is %s is read', (_, scheme, words, message) => {
    const { found, said } = read(scheme);
    expect(found).toEqual(words);
    if (message === undefined) expect(said).toEqual([]);
    else expect(said).toContain(message);
  });

  test.each([[{ type: 'digest' }], [{}], ['text'], [null], [[]]])(
    'that is %j is left out, and said to be',
    (scheme) => {
      const { found, said } = read(scheme);
      expect(found).toBeUndefined();
      expect(said).toContain('The security scheme “s” has no type that OpenAPI knows.');
    },
  );

  it('of OAuth2 has its flows in one order, each with its own addresses and scopes', () => {
    const device = {
      deviceAuthorizationUrl: 'https://a.test/device',
      tokenUrl: 'https://a.test/token',
      refreshUrl: 'https://a.test/refresh',
      scopes: { b: 'B', 'x-note': 'none', a: 1 },
    };
    const flows = {
      deviceAuthorization: device,
      password: { tokenUrl: 'https://a.test/token', scopes: {} },
      implicit: { authorizationUrl: 'https://a.test/auth', scopes: {} },
      authorizationCode: flow,
      custom: flow,
    };
    expect(read({ type: 'oauth2', flows }).found?.flows).toEqual([
      {
        flow: 'authorizationCode',
        authorizationUrl: 'https://a.test/auth',
        tokenUrl: 'https://a.test/token',
        scopes: [],
      },
      { flow: 'implicit', authorizationUrl: 'https://a.test/auth', scopes: [] },
      { flow: 'password', tokenUrl: 'https://a.test/token', scopes: [] },
      {
        flow: 'deviceAuthorization',
        ...{
          deviceAuthorizationUrl: 'https://a.test/device',
          tokenUrl: 'https://a.test/token',
          refreshUrl: 'https://a.test/refresh',
        },
        scopes: [
          { name: 'b', description: 'B' },
          { name: 'a', description: '' },
        ],
      },
    ]);
  });

  test.each([
    ['accessCode', 'authorizationCode'],
    ['application', 'clientCredentials'],
    ['implicit', 'implicit'],
    ['password', 'password'],
    ['authorizationCode', 'authorizationCode'],
    ['clientCredentials', 'clientCredentials'],
  ])('of Swagger 2.0 with the flow %s has the flow %s', (written, expected) => {
    expect(read({ type: 'oauth2', flow: written, ...flow, scopes: { a: 'A' } }, '2.0').found?.flows).toEqual([
      {
        flow: expected,
        authorizationUrl: 'https://a.test/auth',
        tokenUrl: 'https://a.test/token',
        scopes: [{ name: 'a', description: 'A' }],
      },
    ]);
  });

  it('of Swagger 2.0 that is basic is one of HTTP, and has no flow where it is none that is known', () => {
    expect(read({ type: 'basic', scheme: 'bearer' }, '2.0').found).toEqual({ type: 'http', scheme: 'basic' });
    expect(read({ type: 'oauth2', flow: 'code' }, '2.0').said).toContain('The OAuth2 scheme “s” has no flow.');
  });
});

describe('what is asked for', () => {
  const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
  const asking = (security: unknown, schemes: object = { s: key }) =>
    inspect(api({ components: { securitySchemes: schemes }, security, paths: { '/a': { get: ok } } }));

  it('is nothing that is no list, and said so', () => {
    const { requirements, problems } = asking({ s: [] });
    expect(requirements).toEqual([]);
    expect(problems.map(({ code, pointer }) => [code, pointer])).toContainEqual([
      'SECURITY_REQUIREMENT_INVALID',
      '/security',
    ]);
  });

  it('is each requirement that is an object, and the others are said to be none', () => {
    const { requirements, problems } = asking(['s', { s: [] }, null, [{ s: [] }]]);
    expect(requirements).toEqual([{ alternative: [{ scheme: 's', scopes: [] }], operations: 1 }]);
    const pointers = problems.filter(({ message }) => message.includes('it is left out')).map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/security/0', '/security/2', '/security/3']);
  });

  it('is the same in whatever order schemes and scopes stand, and most asked for first', () => {
    const schemes = {
      s: key,
      o: { type: 'oauth2', flows: { authorizationCode: { ...flow, scopes: { a: '', b: '' } } } },
    };
    const operation = (security: unknown) => ({ get: { ...ok, security } });
    const { requirements, securitySchemes } = inspect(
      api({
        components: { securitySchemes: schemes },
        paths: {
          '/1': operation([{ s: [] }]),
          '/2': operation([{ s: [], o: ['a', 'b'] }]),
          '/3': operation([
            { o: ['b', 'a'], s: [] },
            { s: [], o: ['a', 'b'] },
          ]),
        },
      }),
    );
    expect(
      requirements.map(({ alternative, operations }) => [alternative.map(({ scheme }) => scheme), operations]),
    ).toEqual([
      [['s', 'o'], 2],
      [['s'], 1],
    ]);
    expect(securitySchemes.map(({ key: name, operations }) => [name, operations])).toEqual([
      ['s', 3],
      ['o', 2],
    ]);
  });

  it('is bounded: 200 schemes, 100 alternatives, 50 parts of one, 5,000 scopes', () => {
    const schemes = Object.fromEntries(many(201, (index) => [`s${index}`, key]));
    expect(asking([], schemes).securitySchemes).toHaveLength(200);
    const alternatives = many(101, (index) => ({ [`s${index}`]: [] }));
    const { requirements, problems } = asking(alternatives, schemes);
    expect(requirements).toHaveLength(100);
    expect(problems.map(({ message }) => message)).toContain('Only the first 100 of 101 alternatives are read.');
    const together = Object.fromEntries(many(51, (index) => [`s${index}`, []]));
    expect(asking([together], schemes).requirements[0]?.alternative).toHaveLength(50);
    const scopes = Object.fromEntries(many(5_001, (index) => [`scope${index}`, '']));
    const { securitySchemes } = asking([], {
      o: { type: 'oauth2', flows: { authorizationCode: { ...flow, scopes } } },
    });
    expect(securitySchemes[0]?.flows?.[0]?.scopes).toHaveLength(5_000);
  });

  it('names a scheme of a document that was not read, and one that is nowhere', () => {
    const said = asking([{ 'https://a.test/x.json#/s': [] }, { gone: [] }]).problems.map(({ code, message }) => [
      code,
      message,
    ]);
    expect(said).toContainEqual([
      'SECURITY_SCHEME_UNKNOWN',
      'The security scheme “gone” is required and nowhere described.',
    ]);
    expect(said).toContainEqual([
      'REMOTE_REFERENCE',
      'The security scheme “https://a.test/x.json#/s” is in another document, which is not read without consent.',
    ]);
  });
});
