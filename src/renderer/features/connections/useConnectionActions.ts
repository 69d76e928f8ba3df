import { useMutation } from '@tanstack/react-query';
import type { Connection } from '#contract/connections.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';

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

/** Asks before, naming what uses it. */
async function removeConnection(row: Connection): Promise<void> {
  try {
    const uses = await client.connections.uses({ id: row.id });
    const yes = await confirm({
      title: `Delete ${row.name}?`,
      body:
        uses.length === 0
          ? 'Its secret is deleted from the vault and cannot be brought back. Nothing else uses it.'
          : 'Its secret is deleted from the vault and cannot be brought back. What uses it loses its credentials:',
      lost: uses.map((use) => `${use.name} (${use.kind})`),
      action: 'Delete',
    });
    if (!yes) return;
    await client.connections.remove({ id: row.id, confirmed: true });
    toastDone(`${row.name} is deleted`);
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
