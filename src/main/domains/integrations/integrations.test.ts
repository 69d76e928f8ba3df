import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { integrationId } from '#contract/common.ts';
import { type Integration, provider } from '#contract/integrations.ts';
import { uuidv7 } from '#main/store/index.ts';
import { as, integrationsRig } from '#test/support/integrationsRig.ts';
import { exportIntegration } from './exportIntegration.ts';
import type { NewFields } from './fields.ts';
import {
  createIntegration,
  duplicateIntegration,
  listFallbacks,
  setIntegrationsActive,
  updateIntegration,
} from './integration.ts';
import { purgeIntegrations, removeIntegrations, restoreIntegrations } from './remove.ts';
import { integrations, readIntegration, setStatus } from './rows.ts';

const custom = (name: string, more: Partial<NewFields> = {}): NewFields => ({
  name,
  type: 'api',
  provider: 'custom',
  baseUrl: 'https://api.example.com',
  ...more,
});
const ai = (name: string, more: Partial<NewFields> = {}) => custom(name, { type: 'ai_provider', ...more });
const code = (expected: string, more: object = {}) => expect.objectContaining({ code: expected, ...more });

describe('creating an integration', () => {
  it('fills in what the preset of the provider says', () => {
    const { deps, actor } = integrationsRig();
    const made = createIntegration(deps, actor, {
      name: 'openai',
      type: 'ai_provider',
      provider: 'openai',
      baseUrl: 'https://api.openai.com/v1',
    });
    expect(made).toMatchObject({
      displayName: 'openai',
      auth: ['bearer'],
      needsConnection: true,
      checkPath: '/models',
      status: 'unknown',
    });
    expect(JSON.parse(made.modelConfiguration ?? '')).toMatchObject({ temperature: 1 });
  });

  it('refuses a name that differs in case only, and keeps what was there', () => {
    const { deps, actor } = integrationsRig();
    createIntegration(deps, actor, custom('Zürich'));
    expect(() => createIntegration(deps, actor, custom('ZÜRICH'))).toThrow(code('NAME_TAKEN'));
    expect(deps.store.read.select().from(integrations).all()).toHaveLength(1);
  });

  it('allows one integration per provider, and any number of custom ones', () => {
    const { deps, actor } = integrationsRig();
    createIntegration(deps, actor, custom('a', { provider: 'jira' }));
    createIntegration(deps, actor, custom('c1'));
    createIntegration(deps, actor, custom('c2'));
    expect(() => createIntegration(deps, actor, custom('b', { provider: 'jira' }))).toThrow(code('PROVIDER_TAKEN'));
  });

  it('gives another tenant the same name and provider', () => {
    const { deps, actor, other } = integrationsRig();
    const mine = createIntegration(deps, actor, custom('Jira', { provider: 'jira' }));
    const theirs = createIntegration(deps, other, custom('Jira', { provider: 'jira' }));
    expect(() => readIntegration(deps.store.read, other, mine.id, deps.usableConnections)).toThrow(code('NOT_FOUND'));
    expect(removeIntegrations(deps, actor, { ids: [theirs.id] })).toEqual({ ids: [] });
  });

  it('keeps AI fields for AI providers only', () => {
    const { deps, actor } = integrationsRig();
    const made = createIntegration(deps, actor, custom('plain', { model: 'gpt', costConfiguration: '{"broken' }));
    expect(made).toMatchObject({ model: null, costConfiguration: null });
  });

  it('hands credentials to the connection in the same transaction, and keeps nothing where that fails', () => {
    const seen: Integration[] = [];
    const { deps, actor } = integrationsRig({
      createDefaultConnection: (_w, _actor, made) => void seen.push(made),
    });
    createIntegration(deps, actor, { ...custom('one'), credentials: { secret: 'canary' } });
    expect(seen.map((made) => made.name)).toEqual(['one']);
    const failing = {
      ...deps,
      createDefaultConnection: () => {
        throw new Error('locked');
      },
    };
    expect(() => createIntegration(failing, actor, { ...custom('two'), credentials: { secret: 'canary' } })).toThrow(
      'locked',
    );
    expect(deps.store.read.select().from(integrations).all()).toHaveLength(1);
  });

  it('is not for viewers', () => {
    const { deps, actor } = integrationsRig();
    expect(() => createIntegration(deps, as(actor, 'viewer'), custom('x'))).toThrow(code('FORBIDDEN'));
  });
});

describe('JSON fields', () => {
  it.each([
    ['{\n  "temperature": 1,\n}', 3, 1],
    ['{\n  "temperature": "warm"\n}', 2, 3],
    ['[1]', 1, 1],
    ['{"temperature": 3}', 1, 2],
  ])('refuses %j with the place of the mistake', (modelConfiguration, line, column) => {
    const { deps, actor } = integrationsRig();
    const data = expect.objectContaining({ field: 'modelConfiguration', line, column });
    expect(() => createIntegration(deps, actor, ai('a', { modelConfiguration }))).toThrow(
      code('JSON_INVALID', { data }),
    );
  });

  it('points at a value that does not fit its schema', () => {
    const { deps, actor } = integrationsRig();
    const costConfiguration = '{"monthly_limit": 500.00,\n "alert_threshold": 80}';
    const data = expect.objectContaining({ line: 2, column: 2 });
    expect(() => createIntegration(deps, actor, ai('a', { costConfiguration }))).toThrow(
      code('JSON_INVALID', { data }),
    );
  });

  it.each([
    ['costConfiguration', '{"monthly_limit": 500.00}'],
    ['costConfiguration', '{"monthly_limit": 500.00, "alert_threshold": 0.8}'],
    ['costConfiguration', '{"max_monthly_cost": 1000, "cost_per_token": 0.0001}'],
    [
      'costConfiguration',
      '{"max_monthly_cost": 1000, "cost_per_token": 0.0001, "alert_threshold": 0.8, "currency": "EUR"}',
    ],
    ['costConfiguration', '{"currency": "USD", "inputPerMillion": 2.5, "outputPerMillion": 10}'],
    ['costConfiguration', '{"daily_limit": 20, "cost_center": "R&D", "per_model": {"gpt-4o": {"input": 2.5}}}'],
    [
      'modelConfiguration',
      '{"temperature": 0.7, "max_tokens": 4096, "top_p": 0.9, "stop": null, "timeoutSeconds": null}',
    ],
    ['providerMetadata', '{"region": ["us", "eu"], "deployment": {"name": "gpt"}, "api_version": "2024-02-01"}'],
  ] as const)('keeps %s %s as it was written', (field, text) => {
    const { deps, actor } = integrationsRig();
    const made = createIntegration(deps, actor, ai('a', { [field]: text }));
    expect(made[field]).toBe(text);
  });

  it('keeps a base search for AI providers too', () => {
    const { deps, actor } = integrationsRig();
    expect(createIntegration(deps, actor, ai('a', { baseSearch: 'project = DOCS' })).baseSearch).toBe('project = DOCS');
  });
});

describe('provider', () => {
  it.each(['wex_ai_gateway', 'azure-openai', 'x.ai', 'a', '7shifts_v2'])('may be %s', (name) => {
    expect(provider.parse(name)).toBe(name);
  });

  it('is the same in any case', () => expect(provider.parse(' WEX_AI_Gateway ')).toBe('wex_ai_gateway'));

  it.each(['', '_a', 'a b', 'a/b', '../x', 'ü', 'a'.repeat(65)])('is never %j', (name) => {
    expect(provider.safeParse(name).success).toBe(false);
  });
});

describe('fallbacks', () => {
  it('are the other AI providers of the tenant that do not lead back', () => {
    const { deps, actor } = integrationsRig();
    const a = createIntegration(deps, actor, ai('a'));
    const b = createIntegration(deps, actor, ai('b', { fallbackId: a.id }));
    const c = createIntegration(deps, actor, ai('c', { fallbackId: b.id }));
    createIntegration(deps, actor, custom('plain'));
    expect(listFallbacks(deps, actor, { id: a.id })).toEqual([]);
    expect(listFallbacks(deps, actor, { id: c.id }).map((each) => each.displayName)).toEqual(['a', 'b']);
    expect(() => updateIntegration(deps, actor, { id: a.id, changes: { fallbackId: c.id } })).toThrow(
      code('FALLBACK_CYCLE', { data: expect.objectContaining({ names: ['a', 'c', 'b', 'a'] }) }),
    );
    expect(() => updateIntegration(deps, actor, { id: a.id, changes: { fallbackId: a.id } })).toThrow(
      code('FALLBACK_CYCLE'),
    );
  });

  it('count as none once they are deleted or no AI provider any more', () => {
    const { deps, actor } = integrationsRig();
    const a = createIntegration(deps, actor, ai('a'));
    const b = createIntegration(deps, actor, ai('b', { fallbackId: a.id }));
    removeIntegrations(deps, actor, { ids: [a.id] });
    expect(readIntegration(deps.store.read, actor, b.id, deps.usableConnections).fallbackId).toBeNull();
    restoreIntegrations(deps, actor, { ids: [a.id] });
    expect(readIntegration(deps.store.read, actor, b.id, deps.usableConnections).fallbackId).toBe(a.id);
  });

  it('cannot be of another tenant', () => {
    const { deps, actor, other } = integrationsRig();
    const theirs = createIntegration(deps, other, ai('theirs'));
    expect(() => createIntegration(deps, actor, ai('mine', { fallbackId: theirs.id }))).toThrow(code('INVALID'));
  });
});

describe('changing an integration', () => {
  it('makes the last check void when the address changes, and not when the description does', () => {
    const { deps, actor } = integrationsRig();
    const { id } = createIntegration(deps, actor, custom('a'));
    const checked = { tenantId: actor.tenantId, id, status: 'ok' as const, reason: 'It answered 200.', at: 5 };
    deps.store.write((w) => setStatus(w, checked));
    expect(updateIntegration(deps, actor, { id, changes: { description: 'x' } })).toMatchObject({
      status: 'ok',
      lastCheckedAt: 5,
    });
    const moved = updateIntegration(deps, actor, { id, changes: { baseUrl: 'https://elsewhere.example' } });
    expect(moved).toMatchObject({ status: 'unknown', statusReason: null });
  });

  it('drops AI fields when the type changes, and takes new badges from the settings', () => {
    const { deps, actor } = integrationsRig();
    const { id } = createIntegration(deps, actor, ai('a', { model: 'm' }));
    const changes = { type: 'api' as const, manualAuth: { kind: 'basic' as const } };
    expect(updateIntegration(deps, actor, { id, changes })).toMatchObject({
      model: null,
      auth: ['basic'],
      needsConnection: true,
    });
  });

  it('tells what changed, without long values', () => {
    const { deps, actor, happenings } = integrationsRig();
    const { id } = createIntegration(deps, actor, custom('a'));
    updateIntegration(deps, actor, { id, changes: { displayName: 'Better', description: 'private words' } });
    expect(happenings.at(-1)).toMatchObject({ action: 'changed', subject: 'Better', integrationId: id });
    expect(JSON.stringify(happenings)).not.toContain('private words');
    const told = happenings.length;
    updateIntegration(deps, actor, { id, changes: { displayName: 'Better' } });
    expect(happenings).toHaveLength(told);
  });
});

describe('duplicating', () => {
  it('gives the copy a free name, the provider custom and leaves it inactive', () => {
    const { deps, actor } = integrationsRig();
    const { id } = createIntegration(deps, actor, custom('Jira', { provider: 'jira' }));
    expect(duplicateIntegration(deps, actor, { id })).toMatchObject({
      name: 'Jira copy',
      provider: 'custom',
      active: false,
    });
    expect(duplicateIntegration(deps, actor, { id }).name).toBe('Jira copy 2');
  });
});

describe('deleting', () => {
  it('can be undone, and frees the name meanwhile', () => {
    const { deps, actor } = integrationsRig();
    const { id } = createIntegration(deps, actor, custom('a'));
    expect(removeIntegrations(deps, actor, { ids: [id, integrationId.parse(uuidv7())] })).toEqual({ ids: [id] });
    expect(() => readIntegration(deps.store.read, actor, id, deps.usableConnections)).toThrow(code('NOT_FOUND'));
    expect(restoreIntegrations(deps, actor, { ids: [id] })).toEqual({ ids: [id] });
    expect(readIntegration(deps.store.read, actor, id, deps.usableConnections).name).toBe('a');
  });

  it('is not undone in part: a taken name stops all of it', () => {
    const { deps, actor } = integrationsRig();
    const ids = [createIntegration(deps, actor, custom('a')).id, createIntegration(deps, actor, custom('b')).id];
    removeIntegrations(deps, actor, { ids });
    createIntegration(deps, actor, custom('B'));
    expect(() => restoreIntegrations(deps, actor, { ids })).toThrow(
      code('CONFLICT', { message: expect.stringContaining('now named b') }),
    );
    expect(() => readIntegration(deps.store.read, actor, ids[0] ?? fail(), deps.usableConnections)).toThrow(
      code('NOT_FOUND'),
    );
  });

  it('becomes final after 30 days, also where others fall back to it', async () => {
    const { deps, actor, clock } = integrationsRig();
    const a = createIntegration(deps, actor, ai('a'));
    createIntegration(deps, actor, ai('b', { fallbackId: a.id }));
    removeIntegrations(deps, actor, { ids: [a.id] });
    expect(await purgeIntegrations(deps)).toBe(0);
    clock.at += 31 * 24 * 60 * 60 * 1000;
    expect(await purgeIntegrations(deps)).toBe(1);
    expect(restoreIntegrations(deps, actor, { ids: [a.id] })).toEqual({ ids: [] });
  });
});

it('activates many at once and answers with those that changed', () => {
  const { deps, actor } = integrationsRig();
  const ids = ['a', 'b'].map((name) => createIntegration(deps, actor, custom(name)).id);
  expect(setIntegrationsActive(deps, actor, { ids: ids.slice(0, 1), active: false }).ids).toEqual(ids.slice(0, 1));
  expect(setIntegrationsActive(deps, actor, { ids, active: false }).ids).toEqual(ids.slice(1));
});

it('exports a document without anything that looks like a secret', () => {
  const { deps, actor } = integrationsRig();
  const providerMetadata = JSON.stringify({
    organization: 'acme',
    nested: { apiKey: 'canary-1' },
    clientSecret: 'canary-2',
    apiKeys: ['canary-3', 'canary-4'],
    auth: { bearer: 'canary-5' },
    pwd: 'canary-6',
    tokens: ['k4Vq-canary-7f3a'],
    callback: 'https://ada:canary-8@a.test/?api_key=canary-9&lang=en',
    headers: [{ name: 'Authorization', value: 'Bearer canary-10' }],
    max_tokens: 5,
    page_token: 'CAEQAA7f3a9c1b2d',
  });
  const { id } = createIntegration(
    deps,
    actor,
    ai('Größe 1', {
      providerMetadata,
      modelConfiguration: '{"maxOutputTokens": 5, "cost_per_token": 0.0001}',
      description: 'See https://a.test/docs?access_token=canary-11.',
    }),
  );
  const { fileName, text } = exportIntegration(deps, actor, { id });
  expect(fileName).toBe('gro-e-1.integration.json');
  expect(text).not.toContain('canary');
  expect(JSON.parse(text).integration).toMatchObject({
    providerMetadata: {
      organization: 'acme',
      callback: 'https://ada:••••@a.test/?api_key=••••&lang=en',
      max_tokens: 5,
      page_token: 'CAEQAA7f3a9c1b2d',
    },
    modelConfiguration: { maxOutputTokens: 5, cost_per_token: 0.0001 },
  });
});

it('counts usable connections by the fragment that is handed in', () => {
  const { deps, actor } = integrationsRig({
    usableConnections: (_actor, row) => sql<number>`(length(${row.id}) - 34)`,
  });
  const made = createIntegration(deps, actor, custom('a', { manualAuth: { kind: 'bearer' } }));
  expect(made).toMatchObject({ connections: 2, needsConnection: false });
});

function fail(): never {
  throw new Error('unreachable');
}
