import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import { FactList } from '#renderer/ui/FactList.tsx';
import { RelativeTime, TimeLeft } from '#renderer/ui/time.tsx';
import { openOAuthSettings } from '../oauth/OAuthSettings.tsx';
import { openSignIn } from '../signIn/SignInFlow.tsx';
import { useConnectionActions } from '../useConnectionActions.ts';
import { ScopeList } from './ScopeList.tsx';
import { Section } from './Section.tsx';

/** The tokens without showing them: scopes, end, and what can be done. */
export function TokenSection({ connection }: { connection: Connection }) {
  const { tokens, editable } = connection;
  const actions = useConnectionActions();
  const { busy, run } = useBusy();
  const has = tokens !== null && tokens.obtainedAt !== null;
  return (
    <Section
      title="Tokens"
      actions={
        <>
          {has && tokens.refreshable ? (
            <Button
              size="xs"
              variant="default"
              loading={busy}
              onClick={() => void run(() => actions.refresh(connection))}
            >
              Refresh now
            </Button>
          ) : null}
          {connection.kind === 'oauth2' ? (
            <Button size="xs" variant="default" disabled={!editable} onClick={() => openOAuthSettings(connection)}>
              Settings
            </Button>
          ) : null}
          {has ? (
            <>
              <Button size="xs" variant="default" disabled={!editable} onClick={() => openSignIn(connection)}>
                Sign in again
              </Button>
              <Button
                size="xs"
                variant="default"
                c="var(--mantine-color-error)"
                disabled={!editable}
                onClick={() => void actions.revoke(connection)}
              >
                Revoke
              </Button>
            </>
          ) : null}
        </>
      }
    >
      {has ? (
        <Stack gap="sm">
          <FactList
            dense
            facts={[
              ['Received', <RelativeTime key="at" at={tokens.obtainedAt} />],
              [
                'Access token expires',
                tokens.expiresAt === null ? 'The server didn’t say' : <Ends key="ends" at={tokens.expiresAt} />,
              ],
              [
                'Refresh token',
                tokens.refreshable ? 'Kept in the vault' : 'None: someone must sign in when the token expires',
              ],
              ['Type', tokens.tokenType],
              ['Server clock', skewWords(tokens.clockSkewMs)],
            ]}
          />
          <ScopeList requested={tokens.requestedScopes} granted={tokens.grantedScopes} />
        </Stack>
      ) : (
        <Text size="sm">No tokens yet. Sign in to get them.</Text>
      )}
    </Section>
  );
}

function Ends({ at }: { at: number }) {
  return at > Date.now() ? (
    <>
      in <TimeLeft until={at} />
    </>
  ) : (
    <RelativeTime at={at} />
  );
}

/** Clocks within so many milliseconds count as equal. */
const sameClockMs = 5_000;

function skewWords(skew: number | null): string | null {
  if (skew === null) return null;
  if (Math.abs(skew) < sameClockMs) return 'In sync with this computer';
  const seconds = Math.round(Math.abs(skew) / 1_000);
  return `${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this computer`;
}

/** Whether something runs, for the button that started it. */
function useBusy() {
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    await work();
    setBusy(false);
  };
  return { busy, run };
}
