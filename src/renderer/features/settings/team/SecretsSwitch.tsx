import { Stack, Switch, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type Team, useShowStatus } from '#renderer/entities/sync/queries.ts';
import { UnlockForFault } from '#renderer/entities/vault/UnlockForFault.tsx';
import { orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { Block } from '../Block.tsx';

const questions = {
  on: {
    title: 'Let secrets travel?',
    body: 'Keys, passwords and tokens of this tenant are sealed and sent, and work on every computer of the team. Who could use a connection before can use its secret there.',
    action: 'Turn on',
    destructive: false,
  },
  off: {
    title: 'Keep secrets on each computer?',
    body: 'New and changed secrets no longer travel. Computers that have a secret keep it.',
    action: 'Turn off',
  },
};

/** Whether secrets travel, and what that means. */
export function SecretsSwitch({ team }: { team: Team }) {
  const may = useMay('admin');
  const showStatus = useShowStatus();
  const set = useMutation(
    orpc.sync.setSecrets.mutationOptions({
      meta: { quiet: true },
      onSuccess: (status, { on }) => {
        showStatus(status);
        toastDone(on ? 'Secrets travel sealed' : 'Secrets stay on each computer');
      },
    }),
  );
  const ask = async (on: boolean) => {
    if (await confirm(questions[on ? 'on' : 'off'])) set.mutate({ on });
  };
  return (
    <Block
      title="Secrets"
      description="Keys, passwords and tokens of connections, and secret variables of environments."
    >
      <Stack gap="sm" maw={680}>
        <Switch
          label="Secrets travel with the tenant"
          checked={team.secrets !== 'off'}
          disabled={!may || set.isPending}
          onChange={(event) => void ask(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed">
          They are sealed with AES-256-GCM under a key that only the vaults of the members hold. The database, its
          backups and its administrators never see a secret or the key. The key is changed when someone is removed.
          While this is off, each computer keeps its own secrets.
        </Text>
        {may ? null : <Text size="sm">Only an admin can change this.</Text>}
        {team.secrets === 'noKey' ? (
          <Notice role="status" color="orange" title="This computer waits for the key">
            Secrets of the team cannot be opened here yet. Another computer of the team hands the key over when it syncs
            with its vault unlocked.
          </Notice>
        ) : null}
        {set.isError ? (
          <>
            <ErrorNotice error={set.error} title="Nothing was changed" />
            <UnlockForFault error={set.error} onUnlocked={() => set.mutate(set.variables)} />
          </>
        ) : null}
      </Stack>
    </Block>
  );
}
