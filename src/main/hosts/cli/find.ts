import type { Connection } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Integration } from '#contract/integrations.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { Client } from './withConsole.ts';

/** Finds an integration by its name, display name or id. */
export async function findIntegration(client: Client, wanted: string): Promise<Integration> {
  const { rows } = await client.integrations.list({ limit: 500, ...(isId(wanted) ? {} : { text: wanted }) });
  const matches = rows.filter((row) => [row.id, row.name, row.displayName].some((each) => sameText(each, wanted)));
  const [match] = matches;
  if (match === undefined)
    throw unknown(`There is no integration called ${wanted}.`, 'patchbay list shows what there is.');
  if (matches.length > 1)
    throw ambiguous(
      wanted,
      matches.map(({ id, name }) => `${name} (${id})`),
    );
  return client.integrations.get({ id: match.id });
}

/** Finds an operation by its key (`GET /pets`) or operation id. */
export async function findOperation(
  client: Client,
  { id, name }: Integration,
  wanted: string,
): Promise<OperationDetail> {
  const { rows } = await client.definitions.operations({
    integrationId: id,
    text: wanted.replace(/^[A-Z]+ /, ''),
    limit: 5_000,
  });
  const match = rows.find((row) => sameText(row.key, wanted)) ?? rows.find((row) => row.operationId === wanted);
  if (!match) throw unknown(`${name} has no operation ${wanted}.`, 'Name it as METHOD /path or by its operation id.');
  return client.definitions.describe({ integrationId: id, key: match.key });
}

/** Finds a connection by name or id; without a wish takes the default one, or none where there is none. */
export async function findConnection(
  client: Client,
  { id, name }: Integration,
  wanted: string | undefined,
): Promise<Connection | undefined> {
  const { rows } = await client.connections.list({ integrationId: id, limit: 500 });
  if (wanted === undefined) return rows.find((row) => row.isDefault) ?? rows[0];
  const match = rows.find((row) => row.id === wanted || sameText(row.name, wanted));
  if (!match) throw unknown(`${name} has no connection called ${wanted}.`, `patchbay connect ${name} makes one.`);
  return match;
}

const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text);

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const unknown = (message: string, todo: string) => commonFaults.fault('NOT_FOUND', message, { todo });

const ambiguous = (wanted: string, names: string[]) =>
  commonFaults.fault('CONFLICT', `${wanted} is more than one integration: ${names.join(', ')}.`, {
    todo: 'Name it by its id.',
    names,
  });
