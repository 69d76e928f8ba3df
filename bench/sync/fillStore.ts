import { uuidv7 } from '#main/store/index.ts';
import type { Opened } from '../benchConsole.ts';
import { copier, createSeed, words } from '../scale/seeded.ts';

/** What a tenant of so many rows consists of, as shares. */
const integrationShare = 0.2;
const connectionShare = 0.3;

/** Fills the session's tenant with integrations, connections and saved requests: copies of what the console's own routes wrote. */
export async function fillStore({ console: opened, client }: Opened, rows: number): Promise<void> {
  const keyed = await client.integrations.create({
    ...{ name: 'pattern', type: 'api', provider: 'custom', baseUrl: 'https://pattern.example' },
    manualAuth: { kind: 'bearer' },
  });
  const connection = await client.connections.create({
    ...{ integrationId: keyed.id, name: 'pattern', kind: 'bearer', schemeKey: null, visibility: 'team' },
    secret: 'not-a-secret-but-long-enough',
  });
  const saved = await client.collections.save({ name: 'pattern', draft: draftOf(keyed.id, connection.id) });
  const { sqlite } = opened.store;
  const copies = {
    integration: copier(sqlite, 'integrations', keyed.id),
    connection: copier(sqlite, 'connections', connection.id),
    saved: copier(sqlite, 'saved_requests', saved.id),
  };
  const seed = createSeed(7);
  const ids: { readonly integration: string; readonly connection: string | null }[] = [];
  sqlite.transaction(() => {
    const integrations = Math.round(rows * integrationShare);
    const connections = Math.round(rows * connectionShare);
    for (let at = 0; at < integrations; at += 1) {
      const [id, name] = [uuidv7(), `${seed.pick(words)} ${seed.pick(words)} ${at}`];
      const key = name.toLowerCase();
      copies.integration({
        ...{ id, name, name_key: key, display_name: name, display_key: key, search: `${key}\ncustom\napi` },
        base_url: `https://${key.replaceAll(' ', '-')}.example`,
      });
      ids.push({ integration: id, connection: null });
    }
    for (let at = 0; at < connections; at += 1) {
      const [id, of] = [uuidv7(), seed.pick(ids)];
      copies.connection({ id, integration_id: of.integration, name: `${seed.pick(words)} key ${at}`, is_default: 0 });
      if (at < integrations) ids[at] = { integration: of.integration, connection: id };
    }
    for (let at = 0; at < rows - integrations - connections; at += 1) {
      const of = seed.pick(ids);
      copies.saved({
        ...{ id: uuidv7(), name: `${seed.pick(words)} request ${at}`, url: `/v1/${seed.pick(words)}/${at}` },
        ...{ integration_id: of.integration, connection_id: of.connection },
      });
    }
  })();
}

const draftOf = (integrationId: string, connectionId: string) =>
  ({
    ...{
      integrationId: integrationId as never,
      operationKey: null,
      connectionId: connectionId as never,
      method: 'GET',
    },
    ...{ url: '/v1/users', server: null, parameters: [], body: { kind: 'none' as const } },
  }) as const;

/** Changes the text of so many saved requests, from the first by id, in one transaction as one action does. */
export function editRequests({ console: { store } }: Opened, tenantId: string, count: number): void {
  store.write(() => {
    store.sqlite
      .prepare(
        `UPDATE saved_requests SET url = url || '?', updated_at = updated_at + 1 WHERE tenant_id = @tenantId
         AND id IN (SELECT id FROM saved_requests WHERE tenant_id = @tenantId ORDER BY id LIMIT @count)`,
      )
      .run({ tenantId, count });
  });
}

/** Makes so many saved requests, copies of the first with ids of their own. */
export function addRequests({ console: { store } }: Opened, tenantId: string, count: number): void {
  store.write(() => {
    const pattern = store.sqlite
      .prepare<[string], string>('SELECT id FROM saved_requests WHERE tenant_id = ? LIMIT 1')
      .pluck()
      .get(tenantId);
    const copy = copier(store.sqlite, 'saved_requests', pattern ?? '');
    for (let at = 0; at < count; at += 1) copy({ id: uuidv7(), name: `new request ${at}`, url: `/v1/new/${at}` });
  });
}
