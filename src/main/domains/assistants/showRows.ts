import type { AssistantIntegration, Attachment } from '#contract/assistants.ts';
import type { IntegrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { unmetRequirement } from '#main/domains/connections/index.ts';
import { badgesOf, logoOf } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { choicesReader } from './choicesReader.ts';
import type { ReadDeps } from './deps.ts';
import type { ShownRow } from './shownRow.ts';
import { connectionsOf } from './usableConnection.ts';
import { whyUseless } from './whyUseless.ts';

/** Rows as the contract wants them. What an integration asks for is read only where a connection must be held against it. */
export function showRows(deps: ReadDeps, r: Reader, actor: Actor, rows: readonly ShownRow[]): AssistantIntegration[] {
  const open = rows.filter((row) => row.needsAuth || row.connectionId !== null).map(({ id }) => id);
  const found = open.length === 0 ? new Map<IntegrationId, Connection[]>() : connectionsOf(deps, r, actor, open);
  const choicesOf = choicesReader(deps, r, actor);
  return rows.map((row) => {
    const own = found.get(row.id) ?? [];
    const choices = own.length === 0 ? [] : choicesOf(row);
    const fits = (connection: Connection) => unmetRequirement(choices, connection.parts);
    return shown(actor, row, own, fits);
  });
}

type Fits = (connection: Connection) => string | null;

function shown(actor: Actor, row: ShownRow, own: readonly Connection[], fits: Fits): AssistantIntegration {
  const { id, displayName, provider, type, active, status, operations, needsAuth, authBits, logoFile } = row;
  const usable = actor.role !== 'viewer' && own.some((each) => fits(each) === null && whyUseless(each) === null);
  return {
    ...{ integrationId: id, displayName, provider, type, active, status, operations, needsAuth },
    logo: logoOf({ logoFile, provider }),
    auth: badgesOf(authBits),
    noUsableConnection: needsAuth && !usable,
    attachment: row.attachmentId === null ? null : attachmentOf(row, row.attachmentId, own, fits),
  };
}

function attachmentOf(row: ShownRow, id: Attachment['id'], own: readonly Connection[], fits: Fits): Attachment {
  const connection = own.find((each) => each.id === row.connectionId);
  return {
    id,
    integrationId: row.id,
    connection: connection ? { id: connection.id, name: connection.name, state: connection.state } : null,
    ...standing(row, connection, fits),
    operations: row.chosen,
  };
}

type Standing = Pick<Attachment, 'state' | 'reason'>;

function standing(row: ShownRow, connection: Connection | undefined, fits: Fits): Standing {
  if (!row.active) return { state: 'inactive', reason: `${row.displayName} is deactivated.` };
  if (connection === undefined) return withoutConnection(row);
  const unfit = fits(connection);
  if (unfit !== null) return row.needsAuth ? { state: 'needsConnection', reason: unfit } : ready;
  const useless = whyUseless(connection);
  return useless === null ? ready : { state: 'connectionUnusable', reason: useless };
}

const ready: Standing = { state: 'ready', reason: null };

function withoutConnection({ connectionId, needsAuth, displayName }: ShownRow): Standing {
  if (connectionId !== null)
    return { state: 'connectionUnusable', reason: 'Its connection is private to the person who added it.' };
  return needsAuth ? { state: 'needsConnection', reason: `${displayName} needs a connection.` } : ready;
}
