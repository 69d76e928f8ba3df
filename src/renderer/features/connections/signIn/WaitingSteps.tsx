import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SignInState } from '#contract/oauth.ts';
import { webAddress } from '#core/http/webAddress.ts';
import { CopyButton } from '#renderer/ui/CopyButton.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { TimeLeft } from '#renderer/ui/time.tsx';

/** Waits for the person to sign in in the browser. */
export function BrowserStep(props: StepProps) {
  const { opened, redirectUri, registerUri } = props.state;
  const authorizationUrl = webAddress(props.state.authorizationUrl);
  return (
    <WaitingFrame {...props} title="Sign in with your browser">
      <Text size="sm">
        {opened ? 'The page is open in your browser.' : 'Open the page in your browser.'} This goes on by itself once
        you have signed in.
      </Text>
      {authorizationUrl === null ? null : (
        <Group gap="xs">
          <Button
            component="a"
            href={authorizationUrl}
            target="_blank"
            rel="noreferrer"
            size="xs"
            variant={opened ? 'default' : 'filled'}
            leftSection={<IconExternalLink size={14} aria-hidden />}
          >
            {opened ? 'Open the page again' : 'Open the page'}
          </Button>
          <CopyButton value={authorizationUrl} label="Copy the link" />
        </Group>
      )}
      {redirectUri === null ? null : (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          Waiting for the redirect to {redirectUri}. If the page shows an error instead, register exactly{' '}
          {registerUri === redirectUri ? 'this address' : registerUri} as a redirect URI of the client.
          {registerUri === redirectUri
            ? ''
            : ' If the provider needs a port in it, choose a fixed port in the settings of the connection.'}
        </Text>
      )}
    </WaitingFrame>
  );
}

/** Shows the code that the person enters on the server's page (RFC 8628 section 3.3). */
export function CodeStep(props: StepProps) {
  const { userCode, verificationUri, verificationUriComplete } = props.state;
  const page = webAddress(verificationUriComplete) ?? webAddress(verificationUri);
  return (
    <WaitingFrame {...props} title="Enter this code">
      <Group gap="sm">
        <Text ff="monospace" fw={700} fz={32} lh={1.2} style={{ letterSpacing: '0.08em' }}>
          {userCode}
        </Text>
        <CopyButton value={userCode ?? ''} label="Copy the code" />
      </Group>
      {verificationUri === null ? null : (
        <>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            Open {verificationUri} on any device and enter the code there. This goes on by itself.
          </Text>
          <Group gap="xs">
            {page === null ? null : (
              <Button
                component="a"
                href={page}
                target="_blank"
                rel="noreferrer"
                size="xs"
                variant="default"
                leftSection={<IconExternalLink size={14} aria-hidden />}
              >
                Open the page
              </Button>
            )}
            <CopyButton value={verificationUri} label="Copy the link" />
          </Group>
        </>
      )}
    </WaitingFrame>
  );
}

interface WaitingFrameProps extends StepProps {
  title: string;
  children: ReactNode;
}

/** Around what a person has to do: that the console waits, how long, and how to stop it. */
function WaitingFrame({ title, state, cancelling, onCancel, children }: WaitingFrameProps) {
  return (
    <Notice role="status" color="indigo" icon={<Loader size={18} aria-hidden />} title={title}>
      <Stack gap="xs" align="flex-start">
        {children}
        <Group justify="space-between" w="100%">
          <Text size="sm" c="dimmed" component="div">
            Time left: <TimeLeft until={state.expiresAt} />
          </Text>
          <Button size="xs" variant="default" loading={cancelling} onClick={onCancel}>
            Cancel the sign-in
          </Button>
        </Group>
      </Stack>
    </Notice>
  );
}

/** What a waiting step of a sign-in is given. */
interface StepProps {
  state: SignInState;
  cancelling: boolean;
  onCancel(): void;
}
