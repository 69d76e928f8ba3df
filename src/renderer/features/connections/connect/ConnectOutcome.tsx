import { Button, Group, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Connection } from '#contract/connections.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import type { SaveForm } from '#renderer/ui/form/index.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import { SignInFlow } from '../signIn/SignInFlow.tsx';
import { CheckNotice } from './CheckNotice.tsx';
import type { ConnectDraft } from './connectDraft.ts';
import type { Stored } from './saveConnection.ts';

interface ConnectOutcomeProps {
  /** Null until it is stored. */
  connection: Connection | null;
  form: SaveForm<ConnectDraft, Stored>;
  ready: boolean;
  /** It has a sign-in. */
  signsIn: boolean;
  /** The fields stand above. */
  editing: boolean;
  onEdit(): void;
  onClose(): void;
}

/** What came of it, and what can be done next. */
export function ConnectOutcome(props: ConnectOutcomeProps) {
  const { connection, form, ready, signsIn, editing, onEdit, onClose } = props;
  const stored = form.pending ? undefined : form.result;
  const check = stored?.step === 'checked' ? stored.result : null;
  const signIn = !editing && stored?.step === 'signIn' ? stored.state : null;
  const works = check?.ok === true;
  const end = useRef<HTMLDivElement>(null);
  const reported = form.error !== null || check !== null;
  useEffect(() => {
    if (reported) end.current?.scrollIntoView({ block: 'nearest' });
  }, [reported]);
  return (
    <>
      {form.error === null ? null : <ConnectFault error={form.error} stored={connection !== null} />}
      {check === null ? null : <CheckNotice result={check} />}
      {signIn === null || connection === null ? null : (
        <SignInFlow key={signIn.id} connection={connection} begun={signIn} />
      )}
      <Group justify="flex-end" ref={end}>
        {editing ? null : (
          <Button variant="subtle" onClick={onEdit}>
            Change the settings
          </Button>
        )}
        <Button variant={works ? 'filled' : 'default'} onClick={onClose}>
          {closeWords(connection !== null, works, editing)}
        </Button>
        {works || !editing ? null : (
          <Button type="submit" loading={form.pending} disabled={!ready}>
            {`Save and ${signsIn ? 'sign in' : 'check'}${connection === null ? '' : ' again'}`}
          </Button>
        )}
      </Group>
    </>
  );
}

function closeWords(stored: boolean, works: boolean, editing: boolean): string {
  if (!stored) return 'Cancel';
  if (works) return 'Done';
  return editing ? 'Keep it and close' : 'Close';
}

const vaultCodes = new Set(['VAULT_LOCKED', 'NOT_SET_UP', 'KEYCHAIN_LOCKED', 'KEYCHAIN_UNAVAILABLE']);

/** Why nothing could be stored or checked. What was typed stays; a locked vault can be opened from here. */
function ConnectFault({ error, stored }: { error: unknown; stored: boolean }) {
  const { openVault } = useAppActions();
  return (
    <Stack gap="xs">
      <ErrorNotice error={error} title={stored ? 'It is stored, but could not be checked' : 'It could not be stored'} />
      <Text size="sm" c="dimmed">
        What you typed is still here.
      </Text>
      {vaultCodes.has(readFault(error).code) ? (
        <Button
          style={{ alignSelf: 'flex-start' }}
          size="xs"
          variant="default"
          leftSection={<IconLock size={14} aria-hidden />}
          onClick={openVault}
        >
          Open the vault
        </Button>
      ) : null}
    </Stack>
  );
}
