import { Button, Checkbox, Group, Progress, Stack, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Assistant, AssistantIntegration } from '#contract/assistants.ts';
import { UnlockForFault } from '#renderer/entities/vault/UnlockForFault.tsx';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { ConnectionChoices } from './ConnectionChoices.tsx';
import { useChooser } from './useChooser.ts';

interface ChooserModalProps {
  assistant: Assistant;
  row: AssistantIntegration;
  onClose: () => void;
}

/** Adds an integration with a connection, or gives an attached one another. Mount it while it is open. */
export function ChooserModal({ assistant, row, onClose }: ChooserModalProps) {
  const { connect } = useAppActions();
  const [connecting, setConnecting] = useState(false);
  const chooser = useChooser(assistant, row, onClose);
  const { options, chosen, save, validate } = chooser;
  const attached = row.attachment !== null;
  const choose = (choice: typeof chosen) => {
    save.reset();
    chooser.pick(choice);
  };
  const newConnection = () => {
    setConnecting(true);
    connect(row.integrationId, () => setConnecting(false));
  };
  const close = () => {
    chooser.cancel();
    onClose();
  };
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (chosen !== undefined && !save.isPending) save.mutate(chosen);
  };
  const none = options.data?.connections.length === 0;
  const needed = options.data?.needsAuth === true && !options.data.optional;
  const title = attached ? `Configure ${row.displayName}` : `Add ${row.displayName} to ${assistant.name}`;
  // The dialog of the new connection takes its place; what was chosen here stays.
  if (connecting) return null;
  return (
    <Dialog onClose={close} size="lg" title={title} closeOnClickOutside={false}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {options.error !== null && <ErrorNotice error={options.error} onRetry={() => void options.refetch()} />}
          {options.isPending && <Loading h={140} />}
          {none && <NoConnections name={row.displayName} />}
          {options.data !== undefined && !(none && needed) && (
            <ConnectionChoices
              connections={options.data.connections}
              optional={!needed}
              chosen={chosen}
              onChoose={choose}
              disabled={save.isPending}
            />
          )}
          <Checkbox
            label={attached ? 'Check before saving' : 'Check before adding'}
            description="Sends one safe request with the connection. Nothing changes unless it succeeds."
            checked={validate && chosen !== null}
            disabled={save.isPending || chosen === null}
            onChange={(event) => chooser.setValidate(event.currentTarget.checked)}
          />
          {save.isPending && <CheckingLine name={row.displayName} checks={validate && chosen !== null} />}
          {save.error !== null && (
            <ChooserFault
              error={save.error}
              attached={attached}
              onUnlocked={() => chosen !== undefined && save.mutate(chosen)}
            />
          )}
          <Group gap="xs">
            <Button
              variant={none ? 'light' : 'subtle'}
              mr="auto"
              disabled={save.isPending}
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={newConnection}
            >
              New connection…
            </Button>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={chosen === undefined}>
              {attached ? 'Save' : 'Add'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function NoConnections({ name }: { name: string }) {
  return (
    <Text size="sm">
      There is no connection to {name} that you may use yet. “New connection…” makes one and comes back here.
    </Text>
  );
}

const tickMs = 500;

/** Says that the check is under way, and for how long. */
function CheckingLine({ name, checks }: { name: string; checks: boolean }) {
  const [since] = useState(Date.now);
  const [now, setNow] = useState(since);
  useInterval(() => setNow(Date.now()), tickMs, { autoInvoke: true });
  const seconds = Math.floor((now - since) / 1_000);
  return (
    <Stack gap={4}>
      <Text size="sm" role="status">
        {checks ? `Checking with ${name}…` : 'Saving…'}
      </Text>
      <Progress value={100} animated size="sm" aria-label="Checking" />
      {seconds >= 2 && (
        <Text size="xs" c="dimmed">
          {seconds} s
        </Text>
      )}
    </Stack>
  );
}

const titles: Partial<Record<string, string>> = {
  CONNECTION_GONE: 'The connection is gone',
  CONNECTION_UNFIT: 'The connection does not fit',
  CONNECTION_REFUSED: 'The check failed',
  VAULT_LOCKED: 'The vault is locked',
};

/** What was in the way, what was kept and what to do; a locked vault can be opened from here. */
function ChooserFault({ error, attached, onUnlocked }: { error: unknown; attached: boolean; onUnlocked(): void }) {
  const { code } = readFault(error);
  const title = titles[code] ?? (attached ? 'The connection was not changed' : 'The integration was not added');
  return (
    <Stack gap="xs" align="stretch">
      <ErrorNotice error={error} title={title} />
      <UnlockForFault error={error} onUnlocked={onUnlocked} />
    </Stack>
  );
}
