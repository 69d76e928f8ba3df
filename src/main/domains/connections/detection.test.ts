import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { definitionId } from '#contract/common.ts';
import type { AuthBadge } from '#contract/integrations.ts';
import { attachDefinition, readIntegration } from '#main/domains/integrations/index.ts';
import { uuidv7 } from '#main/store/index.ts';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { readRequirements } from './requirements.ts';
import { usableConnections } from './usable.ts';

const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
const flows = { clientCredentials: { tokenUrl: 'https://a.test/token', scopes: { read: 'Read' } } };
const declared = {
  key,
  query: { type: 'apiKey', in: 'query', name: 'k' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'Bearer' },
  digest: { type: 'http', scheme: 'digest' },
  odd: { type: 'http', scheme: 'hoba' },
  oauth: { type: 'oauth2', flows },
  oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://a.test/.well-known/openid-configuration' },
  tls: { type: 'mutualTLS' },
  referenced: { $ref: '#/components/securitySchemes/key' },
};

type Security = Record<string, string[]>[];

interface Row {
  readonly what: string;
  /** Of the document; undefined leaves it out. */
  readonly root?: Security;
  /** Of each operation; undefined takes the document's. */
  readonly operations?: (Security | undefined)[];
  readonly badges: AuthBadge[];
  readonly needed: boolean;
  /** What the modal offers: the schemes of each choice, as key and kind. */
  readonly choices: string[];
  readonly optional?: boolean;
}

const one = (name: string): Security => [{ [name]: [] }];

const table: Row[] = [
  { what: 'nothing required', badges: ['none'], needed: false, choices: [], optional: true },
  { what: 'declared, but unused', root: [], badges: ['none'], needed: false, choices: [], optional: true },
  { what: 'a key in a header', root: one('key'), badges: ['apiKey'], needed: true, choices: ['key:apiKey'] },
  { what: 'a key in the query', root: one('query'), badges: ['apiKey'], needed: true, choices: ['query:apiKey'] },
  { what: 'a key in a cookie', root: one('cookie'), badges: ['apiKey'], needed: true, choices: ['cookie:apiKey'] },
  { what: 'basic', root: one('basic'), badges: ['basic'], needed: true, choices: ['basic:basic'] },
  {
    what: 'bearer, whatever its case',
    root: one('bearer'),
    badges: ['bearer'],
    needed: true,
    choices: ['bearer:bearer'],
  },
  { what: 'digest', root: one('digest'), badges: ['other'], needed: true, choices: ['digest:digest'] },
  {
    what: 'a scheme that nobody knows',
    root: one('odd'),
    badges: ['other'],
    needed: true,
    choices: ['odd:unsupported'],
  },
  { what: 'OAuth2', root: [{ oauth: ['read'] }], badges: ['oauth2'], needed: true, choices: ['oauth:oauth2'] },
  { what: 'OpenID Connect', root: one('oidc'), badges: ['oauth2'], needed: true, choices: ['oidc:oauth2'] },
  { what: 'mutual TLS', root: one('tls'), badges: ['other'], needed: true, choices: ['tls:mutualTls'] },
  {
    what: 'a referenced scheme',
    root: one('referenced'),
    badges: ['apiKey'],
    needed: true,
    choices: ['referenced:apiKey'],
  },
  {
    what: 'both together (AND)',
    root: [{ key: [], bearer: [] }],
    badges: ['apiKey', 'bearer'],
    needed: true,
    choices: ['bearer:bearer + key:apiKey'],
  },
  {
    what: 'either of two (OR)',
    root: [{ key: [] }, { basic: [] }],
    badges: ['apiKey', 'basic'],
    needed: true,
    choices: ['basic:basic', 'key:apiKey'],
  },
  {
    what: 'two keys together or a token',
    root: [{ key: [], query: [] }, { oauth: [] }],
    badges: ['apiKey', 'oauth2'],
    needed: true,
    choices: ['key:apiKey + query:apiKey', 'oauth:oauth2'],
  },
  {
    what: 'optional',
    root: [{}, { key: [] }],
    badges: ['apiKey'],
    needed: false,
    choices: ['key:apiKey'],
    optional: true,
  },
  {
    what: 'every operation opens what the document closes',
    root: one('key'),
    operations: [[], []],
    badges: ['none'],
    needed: false,
    choices: [],
    optional: true,
  },
  {
    what: 'one operation asks for another',
    root: one('key'),
    operations: [undefined, one('bearer')],
    badges: ['apiKey', 'bearer'],
    needed: true,
    choices: ['bearer:bearer', 'key:apiKey'],
  },
  {
    what: 'one operation alone asks',
    operations: [undefined, one('basic')],
    badges: ['basic'],
    needed: true,
    choices: ['basic:basic'],
    optional: true,
  },
  {
    what: 'a scheme that is not declared',
    root: one('ghost'),
    badges: ['none'],
    needed: false,
    choices: ['ghost:unsupported'],
  },
];

test.each(table)('$what', async ({ root, operations = [undefined], badges, needed, choices, optional = false }) => {
  const rig = await connectionsRig();
  const integrationId = rig.integrate({ baseUrl: 'https://api.test' });
  const paths = operations.map((security, index) => [
    `/${index}`,
    { get: { responses: { 200: { description: '' } }, ...(security ? { security } : {}) } },
  ]);
  rig.define(integrationId, {
    openapi: '3.1.0',
    info: { title: 'A', version: '1' },
    ...(root ? { security: root } : {}),
    paths: Object.fromEntries(paths),
    components: { securitySchemes: declared },
  });
  const found = rig.deps.definitions.reportOf(rig.store.read, rig.admin, integrationId);
  if (found === null) throw new Error('no definition');
  const { report } = found;
  const id = definitionId.parse(uuidv7());
  const summary = {
    id,
    title: 'A',
    version: '1',
    specVersion: '3.1.0',
    operations: operations.length,
    sourceUrl: null,
    importedAt: 0,
  };
  const demandsAuth = operations
    .map((security) => security ?? root ?? [])
    .some((security) => security.length > 0 && security.every((each) => Object.keys(each).length > 0));
  const attachment = { tenantId: rig.admin.tenantId, id: integrationId, summary, report, demandsAuth, at: 0 };
  rig.store.write((w) => {
    w.run(sql`INSERT INTO definitions (tenant_id, id, state, format, bytes, length, created_at)
      VALUES (${rig.admin.tenantId}, ${id}, 'current', 'json', 0, 0, 0)`);
    attachDefinition(w, attachment);
  });
  const shown = readIntegration(rig.store.read, rig.admin, integrationId, usableConnections);
  expect([shown.auth, shown.needsConnection]).toEqual([badges, needed]);
  const asked = readRequirements(rig.deps, rig.store.read, rig.admin, integrationId);
  const words = asked.choices.map(({ schemes }) =>
    schemes
      .map(({ key: name, kind, unsupported }) => `${name}:${kind ?? (unsupported ? 'unsupported' : '?')}`)
      .join(' + '),
  );
  expect(words.sort()).toEqual(choices);
  expect(asked.optional).toBe(optional);
});
