import { ORPCError } from '@orpc/client';
import type { GroupRow, SavedRequest, SavedRequestRow } from '#contract/collections.ts';
import type { Connection } from '#contract/connections.ts';
import type { Environment } from '#contract/environments.ts';
import type { Integration } from '#contract/integrations.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { Client } from './commandConsole.ts';
import { commandFault } from './commandFault.ts';
import { quoted } from './output.ts';

/** Finds an integration by its name, display name or id. */
export async function findIntegration(client: Client, wanted: string): Promise<Integration> {
  const byId = await integrationById(client, wanted);
  if (byId !== null) return byId;
  const found = await allRows((page) => client.integrations.list({ ...page, text: searchText(wanted) }));
  const matches = found.filter((row) => [row.name, row.displayName].some((each) => sameText(each, wanted)));
  const [match] = matches;
  if (match === undefined) throw unknown(`There is no integration called ${wanted}.`, 'See patchbay list.');
  if (matches.length > 1)
    throw ambiguous(
      wanted,
      matches.map(({ id, name }) => `${name} (${id})`),
    );
  return client.integrations.get({ id: match.id });
}

const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

async function integrationById(client: Client, wanted: string): Promise<Integration | null> {
  const id = wanted.toLowerCase();
  if (!isUuid.test(id)) return null;
  return client.integrations.get({ id }).catch((error: unknown) => {
    if (error instanceof ORPCError && error.code === 'NOT_FOUND') return null;
    throw error;
  });
}

/** Finds an operation by its key (`GET /pets`) or operation id. */
export async function findOperation(
  client: Client,
  { id, name }: Integration,
  wanted: string,
): Promise<OperationDetail> {
  const text = searchText(wanted.replace(/^[A-Z]+ /, ''));
  const rows = await allRows((page) => client.definitions.operations({ ...page, integrationId: id, text }));
  const match = rows.find((row) => sameText(row.key, wanted)) ?? rows.find((row) => row.operationId === wanted);
  if (!match) throw unknown(`${name} has no operation ${wanted}.`, 'Use METHOD /path or its operation ID.');
  return client.definitions.describe({ integrationId: id, key: match.key });
}

/** Finds a connection by name or id; without a wish takes the default one, or none where there is none. */
export async function findConnection(
  client: Client,
  { id, name }: Integration,
  wanted: string | undefined,
): Promise<Connection | undefined> {
  const rows = await allRows((page) => client.connections.list({ ...page, integrationId: id }));
  if (wanted === undefined) return rows.find((row) => row.isDefault) ?? rows[0];
  const match = rows.find((row) => sameText(row.id, wanted)) ?? rows.find((row) => sameText(row.name, wanted));
  if (!match)
    throw unknown(`${name} has no connection called ${wanted}.`, `patchbay connect ${quoted(name)} makes one.`);
  return match;
}

/** Finds a saved request by its id, its name, or its name with the collection and folders before it. */
export async function findSaved(client: Client, wanted: string): Promise<SavedRequest> {
  const { groups, requests } = await client.collections.tree();
  const pathOf = groupPaths(groups);
  const isNamed = ({ name, groupId }: SavedRequestRow) =>
    sameText(name, wanted) || (groupId !== null && sameText(`${pathOf(groupId)}/${name}`, wanted));
  const byId = requests.find((row) => sameText(row.id, wanted));
  const [match, other] = byId === undefined ? requests.filter(isNamed) : [byId];
  if (!match) throw unknown(`There is no saved request called ${wanted}.`, 'See patchbay saved list.');
  if (other !== undefined)
    throw commandFault('CONFLICT', `Several saved requests are called ${wanted}.`, {
      kept: 'Nothing was sent.',
      todo: 'Name its collection and folders too, as patchbay saved list shows them, or give its id.',
    });
  if (match.unreadable !== undefined) throw commandFault('CONFLICT', match.unreadable, { kept: 'Nothing was sent.' });
  return client.collections.request({ id: match.id });
}

/** Finds a collection or folder by its id, its name, or its name with those that hold it. Collections come before folders. */
export async function findGroup(client: Client, wanted: string): Promise<GroupRow> {
  const { groups } = await client.collections.tree();
  const pathOf = groupPaths(groups);
  const isNamed = ({ id, name }: GroupRow) => sameText(pathOf(id), wanted) || sameText(name, wanted);
  const named = groups.filter(isNamed);
  const collections = named.filter(({ parentId }) => parentId === null);
  const byId = groups.find((row) => sameText(row.id, wanted));
  const [match, other] = byId === undefined ? (collections.length > 0 ? collections : named) : [byId];
  if (!match) throw unknown(`There is no collection, and no file, called ${wanted}.`, 'See patchbay collections list.');
  if (other !== undefined)
    throw commandFault('CONFLICT', `Several collections or folders are called ${wanted}.`, {
      kept: 'Nothing was sent.',
      todo: 'Name those that hold it too, as patchbay collections list shows them, or give its id.',
    });
  return match;
}

/** Finds an environment by its id or name; null where there is none and none is required. */
export async function findEnvironment(
  client: Client,
  wanted: string,
  isRequired: boolean,
): Promise<Environment | null> {
  const rows = await client.environments.list();
  const match = rows.find((row) => sameText(row.id, wanted)) ?? rows.find((row) => sameText(row.name, wanted));
  if (match) return match;
  if (!isRequired) return null;
  throw unknown(`There is no environment called ${wanted}.`, `There are: ${rows.map(({ name }) => name).join(', ')}.`);
}

/** The names of a group and of those that hold it, joined by slashes. */
export function groupPaths(groups: readonly GroupRow[]): (id: string) => string {
  const known = new Map<string, GroupRow>(groups.map((group) => [group.id, group]));
  const pathOf = (id: string, depth: number): string => {
    const group = known.get(id);
    if (group === undefined) return '';
    return group.parentId === null || depth > groups.length
      ? group.name
      : `${pathOf(group.parentId, depth + 1)}/${group.name}`;
  };
  return (id) => pathOf(id, 0);
}

/** Rows of a list, window after window, until there are no more. */
export async function allRows<T>(
  list: (page: { offset: number; limit: number }) => Promise<{ rows: T[]; total: number }>,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const { rows, total } = await list({ offset: all.length, limit: pageRows });
    all.push(...rows);
    if (rows.length === 0 || all.length >= total) return all;
  }
}

const pageRows = 500;

/** The list searches for at most so many characters; whether a row is the one is decided here. */
const searchText = (wanted: string): string => wanted.slice(0, 200);

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const unknown = (message: string, todo: string) => commandFault('NOT_FOUND', message, { todo });

const ambiguous = (wanted: string, names: string[]) =>
  commandFault('CONFLICT', `${wanted} is more than one integration: ${names.join(', ')}.`, {
    todo: 'Use its ID.',
    names,
  });
