import { Button, Group, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { UseMutationResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Connection } from '#contract/connections.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { SignInFlow } from '../signIn/SignInFlow.tsx';
import { CheckNotice } from './CheckNotice.tsx';
import type { Stored } from './ConnectForm.tsx';
import type { ConnectDraft } from './connectDraft.ts';

interface ConnectOutcomeProps {
  made: Connection | null;
  save: UseMutationResult<Stored, Error, ConnectDraft>;
  ready: boolean;
  /** It has a sign-in. */
  signsIn: boolean;
  /** The fields stand above. */
  editing: boolean;
  onEdit(): void;
  onClose(): void;
}

/** What came of it, and what can be done next. */
export function ConnectOutcome({ made, save, ready, signsIn, editing, onEdit, onClose }: ConnectOutcomeProps) {
  const stored = save.isPending ? undefined : save.data;
  const check = stored?.step === 'checked' ? stored.result : null;
  const signIn = !editing && stored?.step === 'signIn' ? stored.state : null;
  const works = check?.ok === true;
  const end = useRef<HTMLDivElement>(null);
  const reported = save.isError || check !== null;
  useEffect(() => {
    if (reported) end.current?.scrollIntoView({ block: 'nearest' });
  }, [reported]);
  return (
    <>
      {save.isError ? <ConnectFault error={save.error} stored={made !== null} /> : null}
      {check === null ? null : <CheckNotice result={check} />}
      {signIn === null || made === null ? null : <SignInFlow key={signIn.id} connection={made} begun={signIn} />}
      <Group justify="flex-end" ref={end}>
        {editing ? null : (
          <Button variant="subtle" onClick={onEdit}>
            Change the settings
          </Button>
        )}
        <Button variant={works ? 'filled' : 'default'} onClick={onClose}>
          {closeWords(made !== null, works, editing)}
        </Button>
        {works || !editing ? null : (
          <Button type="submit" loading={save.isPending} disabled={!ready}>
            {`Save and ${signsIn ? 'sign in' : 'check'}${made === null ? '' : ' again'}`}
          </Button>
        )}
      </Group>
    </>
  );
}

function closeWords(made: boolean, works: boolean, editing: boolean): string {
  if (!made) return 'Cancel';
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
