import { describe, expect, it } from 'vitest';
import { type AssistantIntegration, type ConnectionOption, connectionOption } from '#contract/assistants.ts';
import { integrationId } from '#contract/common.ts';
import { attachInput, planOf } from './bulkPlan.ts';

function row(displayName: string, changes: Partial<AssistantIntegration> = {}): AssistantIntegration {
  return {
    integrationId: integrationId.parse(crypto.randomUUID()),
    displayName,
    provider: 'custom',
    logo: { kind: 'preset', provider: 'custom' },
    type: 'api',
    active: true,
    status: 'ok',
    auth: ['apiKey'],
    operations: 1,
    needsAuth: true,
    noUsableConnection: false,
    attachment: null,
    ...changes,
  };
}

function option(name: string, unfit: string | null = null): ConnectionOption {
  return connectionOption.parse({
    id: crypto.randomUUID(),
    name,
    group: 'apiKey',
    kinds: ['apiKey'],
    owner: { id: crypto.randomUUID(), name: 'Ada' },
    visibility: 'team',
    state: 'valid',
    stateReason: null,
    lastCheckedAt: null,
    unfit,
  });
}

const first = (options: readonly ConnectionOption[]) => options[0] ?? null;
const nothing = async () => ({ optional: false, connections: [] });

describe('planOf', () => {
  it('adds directly what needs no authentication, without asking for connections', async () => {
    const open = row('Open data', { needsAuth: false });
    const ask = () => Promise.reject(new Error('asked'));
    expect(await planOf([open], ask, first, () => undefined)).toEqual([{ kind: 'direct', row: open }]);
  });

  it('takes the best connection that fits and never one that does not', async () => {
    const fit = option('fits');
    const ask = async () => ({ optional: false, connections: [option('unfit', 'Another scheme.'), fit] });
    const [line] = await planOf([row('GitHub')], ask, first, () => undefined);
    expect(line).toMatchObject({ kind: 'with', chosen: { id: fit.id }, options: [fit] });
  });

  it('leaves out what has no usable connection and keeps the order of the rows', async () => {
    const rows = [row('A', { noUsableConnection: true }), row('B', { needsAuth: false }), row('C')];
    const lines = await planOf(rows, nothing, first, () => undefined);
    expect(lines.map((line) => [line.row.displayName, line.kind])).toEqual([
      ['A', 'left'],
      ['B', 'direct'],
      ['C', 'left'],
    ]);
  });

  it('counts every line as it is known', async () => {
    const counts: number[] = [];
    await planOf(
      Array.from({ length: 9 }, () => row('x')),
      nothing,
      first,
      (count) => counts.push(count),
    );
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('attachInput', () => {
  it('sends the connection with each line and leaves the others out', async () => {
    const fit = option('fits');
    const [direct, connected, left] = [row('A'), row('B'), row('C')];
    expect(
      attachInput([
        { kind: 'direct', row: direct },
        { kind: 'with', row: connected, options: [fit], chosen: fit },
        { kind: 'left', row: left, reason: 'Already added' },
      ]),
    ).toEqual([
      { integrationId: direct.integrationId, connectionId: null },
      { integrationId: connected.integrationId, connectionId: fit.id },
    ]);
  });
});
