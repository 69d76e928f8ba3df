import type { Connection } from '#contract/connections.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import { hideInText } from '#core/http/secretTexts.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { ConnectionsContext } from './context.ts';
import { credentialKinds } from './credentials/kinds.ts';
import { listConnections } from './list.ts';

type Row = Readonly<Record<string, string | number | boolean | null>>;

/** The inventory that the actor sees as a document: everything but secrets and their hints. */
export function exportInventory(
  context: ConnectionsContext,
  actor: Actor,
  { format }: { format: 'csv' | 'json' },
): { fileName: string; text: string } {
  const rows = everything(context, actor).map((connection) => rowOf(context, actor, connection));
  const day = new Date(context.now()).toISOString().slice(0, 10);
  const text = format === 'json' ? `${JSON.stringify(rows, null, 2)}\n` : toCsv(rows);
  return { fileName: `connections-${day}.${format}`, text };
}

const step = 500;

function everything(context: ConnectionsContext, actor: Actor): Connection[] {
  const all: Connection[] = [];
  for (;;) {
    const order = { sort: 'integration', direction: 'asc' } as const;
    const { rows, total } = listConnections(context, actor, { offset: all.length, limit: step, ...order });
    all.push(...rows);
    if (rows.length === 0 || all.length >= total) return all;
  }
}

function rowOf({ references, store }: ConnectionsContext, actor: Actor, connection: Connection): Row {
  const { id, integrationName, name, parts, owner, visibility, allowedHosts, state, stateReason } = connection;
  const uses = references.uses(store.read, actor.tenantId, 'connection', id);
  return {
    integration: integrationName,
    name,
    kinds: parts.map(({ kind }) => credentialKinds[kind].title).join(' + '),
    schemes: parts.map(({ schemeKey }) => schemeKey ?? 'by hand').join(' + '),
    owner: owner.name,
    orphaned: connection.orphaned,
    visibility,
    hosts: allowedHosts.join(' '),
    state,
    reason: stateReason && hideInText(stateReason, createJudge()).text,
    created: iso(connection.createdAt),
    secretChanged: iso(connection.secretChangedAt),
    expires: iso(connection.expiresAt),
    lastUsed: iso(connection.lastUsedAt),
    lastSucceeded: iso(connection.lastSucceededAt),
    usedBy: uses.map((use) => `${use.kind}: ${use.name}`).join('; '),
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const columns = [
  ...['integration', 'name', 'kinds', 'schemes', 'owner', 'orphaned', 'visibility', 'hosts', 'state', 'reason'],
  ...['created', 'secretChanged', 'expires', 'lastUsed', 'lastSucceeded', 'usedBy'],
];

/** CSV (RFC 4180) with a header row. */
function toCsv(rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column] ?? '')).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

/** A spreadsheet would run a text that begins like a formula (OWASP, CSV injection); an apostrophe keeps it a text. */
export function cell(value: string | number | boolean): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}
