import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copier, dayMs, type Filler, type Place, type Seed } from './seeded.ts';

/** Records reach back so far. */
const daysBack = 90;

const paths = ['users', 'orders', 'invoices', 'tickets', 'repos', 'events', 'reports', 'messages'];

/** What is sent, seldom evenly: a few integrations have most of it. */
function callOf(seed: Seed, { integrations }: Place) {
  const busy = Math.floor(integrations.length * seed.next() ** 4);
  const integration = integrations[busy] ?? seed.pick(integrations);
  const method = seed.weighted({ GET: 80, POST: 15, DELETE: 5 });
  const url = `https://${integration.name.replaceAll(' ', '-').toLowerCase()}.example/v1/${seed.pick(paths)}/${Math.floor(seed.next() * 100_000)}`;
  return { integration, method, url };
}

export function addHistory(
  { sqlite, patterns, seed, now }: Filler,
  place: Place,
  data: string,
): (index: number) => void {
  const exchange = copier(sqlite, 'exchanges', patterns.exchangeId);
  const bodies = join(data, 'bodies');
  mkdirSync(bodies, { recursive: true, mode: 0o700 });
  const { history } = place.counts;
  return (index) => {
    const at = now - Math.floor(((history - index) / history) * daysBack * dayMs);
    const id = seed.uuid(at);
    const { integration, method, url } = callOf(seed, place);
    const person = seed.pick(place.people);
    const length = 200 + Math.floor(seed.next() ** 3 * 4_000);
    const file = index % 500 === 0 ? `${id}.body` : null;
    if (file !== null) writeFileSync(join(bodies, file), 'x'.repeat(length * 20), { mode: 0o600 });
    exchange({
      tenant_id: place.tenantId,
      id,
      at,
      actor_id: person.id,
      actor_name: person.name,
      private_to: seed.next() < 0.1 ? person.id : null,
      integration_id: integration.id,
      integration_name: integration.name,
      operation_key: integration.operations.length > 0 ? seed.pick(integration.operations) : null,
      method,
      url,
      status: seed.weighted({ 200: 90, 404: 5, 500: 3, 401: 2 }),
      total_ms: 20 + seed.next() * 500,
      bytes: length,
      kept_bytes: file === null ? length : length * 20,
      body_file: file,
      body: file === null ? Buffer.alloc(length, 'abcdefgh') : null,
    });
  };
}

export function addTraffic({ sqlite, patterns, seed, now }: Filler, place: Place): (index: number) => void {
  const line = copier(sqlite, 'activity', 'request', 'kind');
  const { traffic } = place.counts;
  const details = JSON.stringify([{ name: 'Exchange', value: patterns.exchangeId }]);
  return (index) => {
    const at = now - Math.floor(((traffic - index) / traffic) * daysBack * dayMs);
    const { integration, method, url } = callOf(seed, place);
    const person = seed.pick(place.people);
    const check = seed.next() < 0.4;
    line({
      tenant_id: place.tenantId,
      id: seed.uuid(at),
      at,
      kind: check ? 'check' : 'request',
      actor_id: check ? null : person.id,
      actor_name: check ? null : person.name,
      action: check ? 'checked' : 'sent',
      subject: check ? integration.name : `${method} ${url}`,
      integration_id: integration.id,
      result: seed.weighted({ ok: 9_300, failed: 690, cancelled: 10 }),
      duration_ms: 20 + seed.next() * 500,
      details: check ? '[]' : details,
      private_to: seed.next() < 0.05 ? person.id : null,
    });
  };
}

export function addFacts({ sqlite, seed, now }: Filler, place: Place): (index: number) => void {
  const fact = copier(sqlite, 'facts', 'integration.created', 'type');
  const { facts } = place.counts;
  return (index) => {
    const at = now - Math.floor(((facts - index) / facts) * daysBack * dayMs);
    const integration = seed.pick(place.integrations);
    const person = seed.pick(place.people);
    fact({
      seq: undefined,
      tenant_id: place.tenantId,
      id: seed.uuid(at),
      at,
      type: seed.weighted({
        'integration.changed': 3_000,
        'connection.rotated': 4_000,
        'connection.changed': 2_900,
        'vault.locked': 95,
        'integration.deleted': 5,
      }),
      actor_id: person.id,
      actor_name: person.name,
      subject: integration.name,
      integration_id: integration.id,
      silent: seed.next() < 0.05 ? 1 : 0,
      before: null,
      after: null,
    });
  };
}
