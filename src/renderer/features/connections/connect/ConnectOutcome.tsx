import { Button, Group } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Connection } from '#contract/connections.ts';
import { CheckNotice } from './CheckNotice.tsx';
import { ConnectFault } from './ConnectFault.tsx';
import type { ConnectDraft } from './connectDraft.ts';
import { SignInFlow } from './signIn/SignInFlow.tsx';
import type { Stored } from './useConnect.ts';

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
  const told = save.isError || check !== null;
  useEffect(() => {
    if (told) end.current?.scrollIntoView({ block: 'nearest' });
  }, [told]);
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
