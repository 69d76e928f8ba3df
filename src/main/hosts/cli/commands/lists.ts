import { authList, statusLabels, typeWords } from '#core/integrations/words.ts';
import type { Client } from '../commandConsole.ts';
import { allRows, groupPaths } from '../find.ts';
import { type Output, table } from '../output.ts';

/** Lists the tenant's integrations by name. */
export async function listIntegrations(client: Client, output: Output): Promise<void> {
  const rows = await allRows((page) => client.integrations.list(page));
  for (const { unreadable } of rows) if (unreadable !== undefined) output.note(unreadable);
  const cells = rows.map((row) => [
    row.name,
    typeWords[row.type],
    row.provider,
    statusLabels[row.active ? row.status : 'inactive'],
    authList(row.auth),
    row.needsConnection ? 'needed' : String(row.connections),
    String(row.operations),
  ]);
  const head = ['NAME', 'TYPE', 'PROVIDER', 'STATUS', 'AUTHENTICATION', 'CONNECTIONS', 'OPERATIONS'];
  output.result(
    rows,
    rows.length > 0 ? table(head, cells) : ['No integrations yet. Add one with patchbay import <file>.'],
  );
}

/** Lists the tenant's saved requests by collection, folders and name. */
export async function listSaved(client: Client, output: Output): Promise<void> {
  const { groups, requests: rows } = await client.collections.tree();
  const pathOf = groupPaths(groups);
  const names = new Map((await allRows((page) => client.integrations.list(page))).map(({ id, name }) => [id, name]));
  const saved = rows.map(
    ({ id, name, groupId, method, url, integrationId, operationKey, operationGone, unreadable }) => {
      const integration = integrationId === null ? null : (names.get(integrationId) ?? null);
      const path = groupId === null ? name : `${pathOf(groupId)}/${name}`;
      return { id, name, path, integration, method, url, operationKey, operationGone, unreadable };
    },
  );
  saved.sort((a, b) => a.path.localeCompare(b.path));
  for (const { unreadable } of saved) if (unreadable !== undefined) output.note(unreadable);
  const cells = saved.map(({ path, integration, method, url, operationGone }) => [
    path,
    integration ?? '',
    `${method} ${url}`,
    operationGone ? 'no longer in the definition' : '',
  ]);
  output.result(
    saved,
    saved.length > 0
      ? table(['NAME', 'INTEGRATION', 'REQUEST', 'NOTE'], cells)
      : ['No saved requests yet. Save one on the Requests page.'],
  );
}
