import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import { type Remedy, remedyOf, remedyWords } from '#core/connections/state.ts';
import { stateWords } from '#renderer/entities/connection/words.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { TimeLeft } from '#renderer/ui/time.tsx';
import { ConnectionMenu } from '../ConnectionMenu.tsx';
import { openReplaceSecret } from '../secret/ReplaceSecret.tsx';
import { openSignIn } from '../signIn/SignInFlow.tsx';
import { useConnectionActions } from '../useConnectionActions.ts';

interface StateSectionProps {
  connection: Connection;
  onRotate(): void;
}

/** How it is, why, until when, and the one click that fixes it. */
export function StateSection({ connection, onRotate }: StateSectionProps) {
  const { state, stateReason, expiresAt } = connection;
  const may = useMay('editor');
  const remedy = remedyOf(connection);
  const { apply, applying } = useRemedy(connection, onRotate);
  const needsRight = remedy !== null && remedy !== 'unlock' && remedy !== 'check';
  return (
    <Paper withBorder p="sm" component="section" aria-label="State">
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <Stack gap={4} miw={0}>
          <StatusBadge tone={stateWords[state].tone} label={stateWords[state].label} />
          <Text size="sm">{stateReason ?? stateWords[state].reason}</Text>
          {expiresAt === null ? null : <Expiry at={expiresAt} />}
        </Stack>
        <Group gap="xs" wrap="nowrap">
          {remedy === null || !may ? null : (
            <Button
              size="xs"
              loading={applying}
              disabled={needsRight && !connection.editable}
              onClick={() => void apply(remedy)}
            >
              {buttonWords(remedy, connection)}
            </Button>
          )}
          <ConnectionMenu row={connection} />
        </Group>
      </Group>
    </Paper>
  );
}

/** Who never signed in does not do so again. */
function buttonWords(remedy: Remedy, { tokens }: Connection): string {
  return remedy === 'signIn' && tokens?.obtainedAt == null ? 'Sign in' : remedyWords[remedy];
}

function Expiry({ at }: { at: number }) {
  return (
    <Text size="sm" c="dimmed" component="div">
      {at > Date.now() ? (
        <>
          Expires in <TimeLeft until={at} />
        </>
      ) : (
        'Expired'
      )}
    </Text>
  );
}

/** Carries a remedy out. */
function useRemedy(connection: Connection, rotate: () => void) {
  const { openVault } = useAppActions();
  const { check, refresh } = useConnectionActions();
  const [applying, setApplying] = useState(false);
  const remedies: Record<Remedy, () => void | Promise<void>> = {
    unlock: () => void openVault(),
    signIn: () => openSignIn(connection),
    refresh: () => refresh(connection),
    replace: () => openReplaceSecret(connection),
    rotate,
    check: () => check(connection),
  };
  const apply = async (remedy: Remedy) => {
    setApplying(true);
    await remedies[remedy]();
    setApplying(false);
  };
  return { apply, applying };
}
