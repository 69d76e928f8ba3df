import { useMutation } from '@tanstack/react-query';
import type { ConnectionId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { counted } from '#core/counted.ts';
import { fullName } from '#renderer/entities/connection/words.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import { toastDone, toastFault, toastNote } from '#renderer/ui/toasts.tsx';

/** What can be done to a connection from its row, each with its toast. */
export function useConnectionActions() {
  const update = useMutation(orpc.connections.update.mutationOptions());
  return {
    check: checkConnection,
    refresh: refreshConnection,
    revoke: revokeConnection,
    makeDefault: async (row: Connection) => {
      await update.mutateAsync({ id: row.id, changes: { isDefault: true } }).then(
        () => toastDone(`${row.name} is now the default of ${row.integrationName}`),
        () => undefined,
      );
    },
    remove: removeConnection,
  };
}

/** Sends one safe request with it and says how it went. */
async function checkConnection(row: Connection): Promise<void> {
  try {
    const result = await client.connections.check({ integrationId: row.integrationId, connectionId: row.id });
    if (result.ok) toastDone(`${row.name}: ${result.message}`);
    else toastFault(new Error([result.message, result.todo].filter(Boolean).join(' ')), `${row.name} checked`);
  } catch (error) {
    toastFault(error, `${row.name} could not be checked`);
  }
}

const checkedAtOnce = 6;
const mostFailed = 5;

/** Checks many, some at once, and says at the end how it went. `onProgress` is told how many are done. */
export async function checkConnections(
  ids: readonly ConnectionId[],
  onProgress: (done: number) => void,
): Promise<void> {
  const waiting = ids.values();
  const failed: string[] = [];
  let done = 0;
  const worker = async () => {
    for (const id of waiting) {
      const row = await client.connections.get({ id });
      const ok = await client.connections.check({ integrationId: row.integrationId, connectionId: id }).then(
        (result) => result.ok,
        (error: unknown) => {
          if (readFault(error).code === 'VAULT_LOCKED') throw error;
          return false;
        },
      );
      if (!ok) failed.push(fullName(row));
      done += 1;
      onProgress(done);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(checkedAtOnce, ids.length) }, worker));
  } catch (error) {
    return toastFault(error, `Checked ${done.toLocaleString('en')} of ${counted(ids.length, 'connection')}`);
  }
  if (failed.length === 0) return toastDone(`${counted(done, 'connection')} checked, none failed`);
  const more = failed.length - mostFailed;
  const names = failed.slice(0, mostFailed).join(', ') + (more > 0 ? ` and ${more.toLocaleString('en')} more` : '');
  return toastNote(`${failed.length.toLocaleString('en')} of ${counted(done, 'connection')} failed`, names);
}

/** Asks before, saying how many go and what uses them. False where nothing was deleted. */
export async function removeConnections(ids: ConnectionId[]): Promise<boolean> {
  try {
    const { connections, othersOwn, uses } = await client.connections.removal({ ids });
    const stay =
      othersOwn === 0
        ? ''
        : ` ${counted(othersOwn, 'belongs', 'belong')} to someone else and ${othersOwn === 1 ? 'stays' : 'stay'}.`;
    if (connections === 0) {
      toastNote('Nothing to delete', stay.trim() || 'They are gone already.');
      return false;
    }
    const secrets = `Their secrets are deleted from the vault and cannot be brought back. ${wayBack}`;
    const yes = await confirm({
      title: `Delete ${counted(connections, 'connection')}?`,
      body: `${secrets}${stay} ${uses.length === 0 ? 'Nothing uses them.' : `${counted(uses.length, 'thing loses', 'things lose')} credentials:`}`,
      lost: uses.map((use) => `${use.name} (${use.kind})`),
      action: `Delete ${counted(connections, 'connection')}`,
    });
    if (!yes) return false;
    const gone = await client.connections.removeMany({ ids });
    toastDeleted(counted(gone.ids.length, 'connection'), gone.ids);
    return true;
  } catch (error) {
    toastFault(error, 'Nothing was deleted');
    return false;
  }
}

const wayBack = 'The rest can be restored for 30 days under Settings, Recently deleted.';

/** Says what was deleted and offers to restore it: all but the secrets. */
function toastDeleted(what: string, ids: ConnectionId[]): void {
  const restore = async () => {
    try {
      await client.connections.restore({ ids });
      toastDone(
        ids.length === 1 ? `${what} restored. Enter its secret again.` : `${what} restored. Enter their secrets again.`,
      );
    } catch (error) {
      toastFault(error, ids.length === 1 ? `${what} was not restored` : `${what} were not restored`);
    }
  };
  toastDone(
    ids.length === 1 ? `${what} deleted with its secret` : `${what} deleted with their secrets`,
    () => void restore(),
    'Restore',
  );
}

/** Asks before, naming what uses it. */
async function removeConnection(row: Connection): Promise<void> {
  try {
    const uses = await client.connections.uses({ id: row.id });
    const secret = `Its secret is deleted from the vault and cannot be brought back. ${wayBack}`;
    const yes = await confirm({
      title: `Delete ${row.name}?`,
      body: uses.length === 0 ? `${secret} Nothing else uses it.` : `${secret} What uses it loses its credentials:`,
      lost: uses.map((use) => `${use.name} (${use.kind})`),
      action: 'Delete',
    });
    if (!yes) return;
    await client.connections.remove({ id: row.id, confirmed: true });
    toastDeleted(row.name, [row.id]);
  } catch (error) {
    toastFault(error, `${row.name} was not deleted`);
  }
}

/** Fetches new tokens with the refresh token. */
async function refreshConnection(row: Connection): Promise<void> {
  try {
    await client.oauth.refresh({ connectionId: row.id });
    toastDone(`${row.name} has a new token`);
  } catch (error) {
    toastFault(error, `${row.name} could not be refreshed`);
  }
}

/** Asks before, then revokes at the server and forgets the tokens. */
async function revokeConnection(row: Connection): Promise<void> {
  const yes = await confirm({
    title: `Revoke the tokens of ${row.name}?`,
    body: 'The tokens are revoked at the server where it can do that, and deleted from the vault. Whatever uses the connection stops working until someone signs in again.',
    action: 'Revoke',
  });
  if (!yes) return;
  try {
    const { message } = await client.oauth.revoke({ connectionId: row.id });
    toastDone(message);
  } catch (error) {
    toastFault(error, `${row.name} was not revoked`);
  }
}
