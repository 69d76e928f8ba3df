import { Button, Group } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
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
  onClose(): void;
}

/** What came of it, and what can be done next. */
export function ConnectOutcome({ made, save, ready, signsIn, onClose }: ConnectOutcomeProps) {
  const stored = save.isPending ? undefined : save.data;
  const checked = stored?.step === 'checked' ? stored.result : null;
  const done = checked?.ok === true || stored?.step === 'signIn';
  return (
    <>
      {save.isError ? <ConnectFault error={save.error} stored={made !== null} /> : null}
      {checked === null ? null : <CheckNotice result={checked} />}
      {stored?.step === 'signIn' && made !== null ? (
        <SignInFlow key={stored.state.id} connection={made} begun={stored.state} />
      ) : null}
      <Group justify="flex-end">
        <Button variant={checked?.ok === true ? 'filled' : 'default'} onClick={onClose}>
          {made === null ? 'Cancel' : done ? 'Done' : 'Keep it and close'}
        </Button>
        {checked?.ok === true ? null : (
          <Button
            type="submit"
            variant={stored?.step === 'signIn' ? 'default' : 'filled'}
            loading={save.isPending}
            disabled={!ready}
          >
            {submitWords(made !== null, signsIn)}
          </Button>
        )}
      </Group>
    </>
  );
}

function submitWords(again: boolean, signsIn: boolean): string {
  return `Save and ${signsIn ? 'sign in' : 'check'}${again ? ' again' : ''}`;
}
