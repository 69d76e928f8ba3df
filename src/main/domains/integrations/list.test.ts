import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Actor } from '#main/kernel/actor.ts';
import { integrationsRig } from '#test/support/integrationsRig.ts';
import type { IntegrationsContext } from './context.ts';
import { createIntegration, updateIntegration } from './integration.ts';
import { type ListInput, listIntegrations } from './list.ts';
import { removeIntegrations } from './remove.ts';
import { setStatus } from './rows.ts';

const window: ListInput = { offset: 0, limit: 100, sort: 'name', direction: 'asc' };

function seed(deps: IntegrationsContext, actor: Actor) {
  const base = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;
  const plain = createIntegration(deps, actor, { ...base, name: 'charlie' });
  const keyed = createIntegration(deps, actor, { ...base, name: 'Alpha', manualAuth: { kind: 'bearer' } });
  const source = createIntegration(deps, actor, { ...base, name: 'bravo 100%', type: 'data_source', active: false });
  deps.store.write((w) =>
    setStatus(w, { tenantId: actor.tenantId, id: plain.id, status: 'error', reason: 'Refused.', at: 9 }),
  );
  return { plain, keyed, source };
}

const names = (deps: IntegrationsContext, actor: Actor, input: Partial<ListInput>) =>
  listIntegrations(deps, actor, { ...window, ...input }).rows.map((row) => row.name);

describe('the list', () => {
  it('sorts by what is shown, whatever the case, in windows', () => {
    const { deps, actor } = integrationsRig();
    seed(deps, actor);
    expect(names(deps, actor, {})).toEqual(['Alpha', 'bravo 100%', 'charlie']);
    expect(names(deps, actor, { direction: 'desc', limit: 1, offset: 1 })).toEqual(['bravo 100%']);
    expect(names(deps, actor, { sort: 'status' })[0]).toBe('charlie');
    expect(names(deps, actor, { sort: 'lastCheckedAt', direction: 'desc' })[0]).toBe('charlie');
  });

  it.each([
    [{ text: 'CHARL' }, ['charlie']],
    [{ text: '100%' }, ['bravo 100%']],
    [{ text: 'data source' }, ['bravo 100%']],
    [{ types: ['data_source' as const] }, ['bravo 100%']],
    [{ statuses: ['error' as const] }, ['charlie']],
    [{ auth: ['bearer' as const] }, ['Alpha']],
    [{ auth: ['none' as const, 'bearer' as const] }, ['Alpha', 'bravo 100%', 'charlie']],
    [{ active: false }, ['bravo 100%']],
    [{ attention: true }, ['Alpha', 'charlie']],
    [{ types: [], statuses: [], auth: [], text: ' ' }, ['Alpha', 'bravo 100%', 'charlie']],
    [{ text: 'nowhere' }, []],
  ])('filters by %j', (filter, expected) => {
    const { deps, actor } = integrationsRig();
    seed(deps, actor);
    const found = listIntegrations(deps, actor, { ...window, ...filter });
    expect(found.rows.map((row) => row.name)).toEqual(expected);
    expect(found).toMatchObject({ total: expected.length, all: 3, attention: 2 });
  });

  it('counts again after every change', () => {
    const { deps, actor } = integrationsRig();
    const { keyed } = seed(deps, actor);
    expect(listIntegrations(deps, actor, window)).toMatchObject({ total: 3, attention: 2 });
    updateIntegration(deps, actor, { id: keyed.id, changes: { manualAuth: { kind: 'none' } } });
    expect(listIntegrations(deps, actor, window)).toMatchObject({ total: 3, attention: 1 });
    removeIntegrations(deps, actor, { ids: [keyed.id] });
    expect(listIntegrations(deps, actor, window)).toMatchObject({ total: 2, all: 2 });
  });

  it('shows nothing of another tenant', () => {
    const { deps, actor, other } = integrationsRig();
    seed(deps, actor);
    expect(listIntegrations(deps, other, window)).toEqual({ rows: [], total: 0, all: 0, attention: 0 });
  });

  it('asks for attention only where no connection can be used', () => {
    const { deps, actor } = integrationsRig({ usableConnections: () => sql<number>`1` });
    seed(deps, actor);
    expect(names(deps, actor, { attention: true })).toEqual(['charlie']);
  });
});
