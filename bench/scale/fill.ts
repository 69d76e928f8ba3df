import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { preparePatterns } from './patterns.ts';
import { addFacts, addHistory, addTraffic } from './records.ts';
import { copier, createSeed, dayMs, type Filler, type Place, words } from './seeded.ts';

/** How much there is; `fill` scales all of it but the tenants. */
export const full = {
  tenants: 200,
  integrations: 10_000,
  connections: 5_000,
  assistants: 2_000,
  history: 100_000,
  traffic: 700_000,
  facts: 300_000,
};
export type Amounts = typeof full;

/** The share of everything that lies in the tenant where the person works. */
const mainShare = 0.9;
/** Integrations of 3,000 operations, and those of 40, in the main tenant. */
const definitions = { large: 5, small: 300 };
const watched = 500;
const savedRequests = 300;

export function amountsOf(size: number): Amounts {
  const scaled = Object.entries(full).map(([name, count]) => [
    name,
    name === 'tenants' ? count : Math.max(1, Math.round(count * size)),
  ]);
  return Object.fromEntries(scaled);
}

/**
 * Fills a data folder with as much as a large organisation has after years. Every row is a copy of one that the console wrote itself,
 * with other names, times and owners, so that it is what this version would have stored. The same seed gives the same store.
 */
export async function fill(data: string, amounts: Amounts, seed = 7): Promise<void> {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  const patterns = await preparePatterns(data);
  const sqlite = new Database(join(data, 'patchbay.db'));
  // Nothing here must outlive a loss of power, and every row keeps its parent by construction.
  for (const pragma of ['synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -400000', 'temp_store = MEMORY'])
    sqlite.pragma(pragma);
  const filler: Filler = { sqlite, patterns, seed: createSeed(seed), now: Date.now() };
  try {
    for (const place of makeTenants(filler, amounts)) fillTenant(filler, place, data);
    moveCursors(filler);
    sqlite.exec('ANALYZE');
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    sqlite.close();
  }
}

/** The main tenant has most; the others share the rest. Each has some people, and the person at the console is in all. */
function makeTenants({ sqlite, patterns, seed, now }: Filler, amounts: Amounts): Place[] {
  const tenant = copier(sqlite, 'tenants', patterns.tenantId);
  const user = copier(sqlite, 'users', patterns.userId);
  const member = copier(sqlite, 'memberships', patterns.tenantId, 'tenant_id');
  const others = amounts.tenants - 1;
  return sqlite.transaction(() =>
    Array.from({ length: amounts.tenants }, (_, index): Place => {
      const main = index === 0;
      const tenantId = main ? patterns.tenantId : seed.uuid(now - 900 * dayMs + index);
      if (!main) {
        tenant({ id: tenantId, name: `Tenant ${String(index).padStart(3, '0')}` });
        member({ tenant_id: tenantId });
      }
      const people = Array.from({ length: main ? 20 : 2 }, (_, person) => {
        const [id, name] = [seed.uuid(now - 800 * dayMs + person), `${seed.pick(words)} ${person}`];
        user({ id, name });
        member({ tenant_id: tenantId, user_id: id, role: 'editor' });
        return { id, name };
      });
      const share = (count: number) =>
        Math.max(1, Math.round(main ? count * mainShare : (count * (1 - mainShare)) / others));
      const counts = Object.fromEntries(Object.entries(amounts).map(([name, count]) => [name, share(count)]));
      return {
        tenantId,
        main,
        people: [{ id: patterns.userId, name: 'Me' }, ...people],
        counts: counts as Amounts,
        integrations: [],
        connections: [],
      };
    }),
  )();
}

function fillTenant(filler: Filler, place: Place, data: string): void {
  const { sqlite } = filler;
  const steps = [addIntegrations, addConnections, addAssistants, addSchedules, addSavedRequests];
  sqlite.transaction(() => {
    for (const step of steps) step(filler, place);
  })();
  inBatches(filler, place.counts.history, 20_000, addHistory(filler, place, data));
  inBatches(filler, place.counts.traffic, 100_000, addTraffic(filler, place));
  inBatches(filler, place.counts.facts, 100_000, addFacts(filler, place));
}

function inBatches({ sqlite }: Filler, count: number, size: number, add: (index: number) => void): void {
  for (let from = 0; from < count; from += size)
    sqlite.transaction(() => {
      for (let index = from; index < Math.min(count, from + size); index += 1) add(index);
    })();
}

const types = ['data_source', 'ai_provider', 'notification', 'api', 'webhook', 'sso'];

function addIntegrations({ sqlite, patterns, seed, now }: Filler, place: Place): void {
  const { tenantId, main, counts } = place;
  const copies = {
    plain: copier(sqlite, 'integrations', patterns.plain),
    keyed: copier(sqlite, 'integrations', patterns.keyed),
    small: copier(sqlite, 'integrations', patterns.small.integrationId),
    large: copier(sqlite, 'integrations', patterns.large.integrationId),
  };
  for (let index = 0; index < counts.integrations; index += 1) {
    const id = seed.uuid(now - 700 * dayMs + index * 1_000);
    const name = `${seed.pick(words)} ${seed.pick(words)} ${String(index).padStart(5, '0')}`;
    const form = !main || index >= definitions.large + definitions.small ? undefined : index < definitions.large;
    const source = form === undefined ? undefined : form ? patterns.large : patterns.small;
    const copy = source ? (form ? copies.large : copies.small) : seed.next() < 0.6 ? copies.keyed : copies.plain;
    const type = seed.pick(types);
    copy({
      tenant_id: tenantId,
      id,
      name,
      name_key: name.toLowerCase(),
      display_name: name,
      display_key: name.toLowerCase(),
      type,
      base_url: `https://${name.replaceAll(' ', '-').toLowerCase()}.example`,
      search: [name, name, 'custom', type.replace('_', ' '), `https://${name.replaceAll(' ', '-')}.example`]
        .join('\n')
        .toLowerCase(),
      status: seed.weighted({ ok: 80, error: 5, unknown: 15 }),
      active: seed.next() < 0.9 ? 1 : 0,
      last_checked_at: seed.next() < 0.5 ? now - Math.floor(seed.next() * 30 * dayMs) : null,
      created_at: now - 700 * dayMs + index * 60_000,
      ...(source ? { definition_id: copyDefinition({ sqlite, seed, now }, place, id, source.definitionId) } : {}),
    });
    place.integrations.push({ id, name, operations: source?.operationKeys ?? [] });
  }
}

/** Another integration's definition with all its operations and its text. */
function copyDefinition(
  { sqlite, seed, now }: Pick<Filler, 'sqlite' | 'seed' | 'now'>,
  { tenantId }: Place,
  integrationId: string,
  from: string,
): string {
  const id = seed.uuid(now - 600 * dayMs);
  copier(sqlite, 'definitions', from)({ tenant_id: tenantId, id, integration_id: integrationId });
  for (const table of ['definition_operations', 'definition_texts'])
    copier(sqlite, table, from, 'definition_id')({ tenant_id: tenantId, definition_id: id });
  return id;
}

function addConnections({ sqlite, patterns, seed, now }: Filler, place: Place): void {
  const copies = {
    bearer: copier(sqlite, 'connections', patterns.connections.bearer),
    oauth2: copier(sqlite, 'connections', patterns.connections.oauth2),
  };
  const tokens = copier(sqlite, 'oauth_tokens', patterns.connections.oauth2, 'connection_id');
  const secret = copier(sqlite, 'secrets', patterns.connections.bearer, 'owner_id');
  const state = sqlite.prepare(
    `UPDATE connection_state SET state = ?, last_used_at = ?, last_checked_at = ?, last_succeeded_at = ?
     WHERE tenant_id = ? AND connection_id = ?`,
  );
  const ago = (days: number) => now - Math.floor(seed.next() * days * dayMs);
  for (let index = 0; index < place.counts.connections; index += 1) {
    const id = seed.uuid(now - 500 * dayMs + index * 1_000);
    const kind = seed.next() < 0.2 ? 'oauth2' : 'bearer';
    const integration = seed.pick(place.integrations);
    const visibility = seed.next() < 0.3 ? 'private' : 'team';
    copies[kind]({
      tenant_id: place.tenantId,
      id,
      integration_id: integration.id,
      name: `${seed.pick(words)} key ${index}`,
      visibility,
      owner_id: seed.pick(place.people).id,
      is_default: 0,
      created_at: ago(500),
      expires_at: seed.next() < 0.2 ? now + Math.floor((seed.next() * 140 - 20) * dayMs) : null,
    });
    if (kind === 'oauth2') tokens({ tenant_id: place.tenantId, connection_id: id });
    // One in a hundred misses its secret, so that none of the short cuts for a whole vault serves.
    if (seed.next() < 0.99) secret({ tenant_id: place.tenantId, owner_id: id });
    const used = seed.next() < 0.7 ? ago(200) : null;
    state.run(
      seed.weighted({ valid: 70, unchecked: 15, refused: 10, failing: 5 }),
      used,
      seed.next() < 0.6 ? ago(30) : null,
      used,
      place.tenantId,
      id,
    );
    place.connections.push({ id, integrationId: integration.id, visibility });
  }
}

function addAssistants({ sqlite, patterns, seed, now }: Filler, place: Place): void {
  const assistant = copier(sqlite, 'assistants', patterns.assistantId);
  const attachment = copier(sqlite, 'attachments', patterns.attachmentId);
  for (let index = 0; index < place.counts.assistants; index += 1) {
    const id = seed.uuid(now - 400 * dayMs + index * 1_000);
    const name = `${seed.pick(words)} helper ${index}`;
    assistant({
      tenant_id: place.tenantId,
      id,
      name,
      name_key: name.toLowerCase(),
      description: `Answers questions about ${seed.pick(words)} and ${seed.pick(words)}.`,
      owner_id: seed.pick(place.people).id,
      visibility: seed.next() < 0.2 ? 'private' : 'team',
      created_at: now - 400 * dayMs + index * 60_000,
      updated_at: now - Math.floor(seed.next() * 100 * dayMs),
    });
    const attached = new Set<string>();
    for (let at = 0; at < 10; at += 1) {
      const connection = place.connections.length > 0 && seed.next() < 0.7 ? seed.pick(place.connections) : undefined;
      const integrationId = connection?.integrationId ?? seed.pick(place.integrations).id;
      if (attached.has(integrationId)) continue;
      attached.add(integrationId);
      attachment({
        tenant_id: place.tenantId,
        id: seed.uuid(now - 300 * dayMs),
        assistant_id: id,
        integration_id: integrationId,
        connection_id: connection?.id ?? null,
        operations: null,
      });
    }
  }
}

/** Checks by schedule, their jobs well ahead so that none runs during a measurement, and what they found. */
function addSchedules({ sqlite, patterns, seed, now }: Filler, { tenantId, main, integrations }: Place): void {
  const copies = ['health_schedules', 'health_state'].map((table) =>
    copier(sqlite, table, patterns.keyed, 'integration_id'),
  );
  const job = copier(sqlite, 'jobs', 'health.check', 'kind');
  const result = sqlite.prepare(
    'INSERT INTO health_results (tenant_id, integration_id, at, ok, status, latency_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const [index, { id }] of integrations.slice(0, main ? watched : 2).entries()) {
    const nextAt = now + Math.floor((1 + seed.next()) * dayMs);
    copies[0]?.({ tenant_id: tenantId, integration_id: id });
    copies[1]?.({ tenant_id: tenantId, integration_id: id, next_at: nextAt });
    job({
      id: seed.uuid(now - dayMs),
      tenant_id: tenantId,
      key: `${tenantId}/${id}`,
      payload: JSON.stringify({ integrationId: id }),
      run_at: nextAt,
      dead: 0,
      created_at: now - dayMs,
    });
    for (let check = 0; check < (main && index < 10 ? 8_640 : 200); check += 1) {
      const ok = seed.next() < 0.97 ? 1 : 0;
      result.run(tenantId, id, now - check * 15 * 60_000, ok, ok ? 200 : 503, 20 + seed.next() * 200);
    }
  }
}

function addSavedRequests({ sqlite, patterns, seed, now }: Filler, { tenantId, main }: Place): void {
  const saved = copier(sqlite, 'saved_requests', patterns.savedRequestId);
  for (let index = 0; index < (main ? savedRequests : 3); index += 1)
    saved({ tenant_id: tenantId, id: seed.uuid(now - dayMs), name: `${seed.pick(words)} request ${index}` });
}

/** Subscribers have read up to the last fact that they read at all. */
function moveCursors({ sqlite }: Filler): void {
  sqlite.exec(
    `UPDATE fact_cursors SET seq = (SELECT max(seq) FROM facts WHERE type = 'integration.changed')
     WHERE EXISTS (SELECT 1 FROM facts)`,
  );
}
