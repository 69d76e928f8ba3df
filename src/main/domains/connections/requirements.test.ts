import { expect, test } from 'vitest';
import { inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { hostsOf } from './credentials/secrets.ts';
import { requirementsOfDefinition, requirementsOfManual, unmetRequirement } from './requirements.ts';

const operation = (security: object[]) => ({ get: { security, responses: { 200: { description: '' } } } });

function requirementsFor(securities: object[][], securitySchemes: object) {
  const paths = Object.fromEntries(securities.map((security, index) => [`/${index}`, operation(security)]));
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'A', version: '1' },
    paths,
    components: { securitySchemes },
  });
  return requirementsOfDefinition(inspectDefinition(parseDefinition(text)).report);
}

const key = { type: 'apiKey', in: 'header', name: 'X-Key' };

test('lists each distinct alternative once, with all schemes that it needs together', () => {
  const found = requirementsFor([[{ key: [] }], [{ key: [] }, { token: [] }], [{ token: [], key: [] }], [{}]], {
    key,
    token: { type: 'http', scheme: 'bearer' },
  });
  expect(found.optional).toBe(true);
  expect(found.choices.map(({ schemes, operations }) => [schemes.map((scheme) => scheme.key), operations])).toEqual([
    [['key'], 2],
    [['token'], 1],
    [['key', 'token'], 1],
  ]);
  expect(found.choices[0]?.schemes[0]).toMatchObject({
    kind: 'apiKey',
    placement: { in: 'header', name: 'X-Key' },
    unsupported: null,
  });
});

test('manual authentication is one choice with its placement, and none is optional', () => {
  const manual = { kind: 'apiKey', in: 'query', name: 'k', prefix: 'v' } as const;
  expect(requirementsOfManual(manual).choices[0]?.schemes[0]?.placement).toEqual({
    in: 'query',
    name: 'k',
    prefix: 'v',
  });
  expect(requirementsOfManual({ kind: 'none' })).toEqual({ choices: [], optional: true });
});

test('binds to the base URL and the servers, with variables filled and relative ones resolved', () => {
  const variables = [{ name: 'region', default: 'eu' }];
  const servers = [
    { url: 'https://{region}.api.test/v1', variables },
    { url: '/v2', variables: [] },
    { url: 'https://{unknown}.api.test', variables: [] },
    { url: 'https://base.test:8443', variables: [] },
  ];
  const hosts = hostsOf('https://base.test/x', { servers, sourceUrl: 'https://docs.test/openapi.json' });
  expect(hosts).toEqual(['base.test', 'eu.api.test', 'docs.test', 'base.test:8443']);
});

test('what is missing is named with its key, or by its title alone where it has none', () => {
  const { choices } = requirementsFor([[{ key: [], token: [] }]], { key, token: { type: 'http', scheme: 'bearer' } });
  const has = (...parts: Parameters<typeof unmetRequirement>[1]) => unmetRequirement(choices, parts);
  expect(has({ schemeKey: 'key', kind: 'apiKey' }, { schemeKey: 'token', kind: 'bearer' })).toBeNull();
  expect(has({ schemeKey: 'key', kind: 'apiKey' })).toMatch(/^It lacks a part: .+ \(token\)\.$/);
  expect(has({ schemeKey: 'key', kind: 'basic' })).toMatch(/^It is for something else; .+ \(key\) and .+ \(token\) is/);
  const manual = requirementsOfManual({ kind: 'bearer' });
  expect(unmetRequirement(manual.choices, [{ schemeKey: null, kind: 'basic' }])).toMatch(
    /^It is for something else; [^()]+ is asked for\.$/,
  );
  expect(unmetRequirement([], [])).toBeNull();
});
