import { Button, Group, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { CopyButton } from '#renderer/ui/CopyButton.tsx';
import type { StepProps } from './stepProps.ts';
import { WaitingFrame } from './WaitingFrame.tsx';

/** Waits for the person to sign in in the browser. */
export function BrowserStep(props: StepProps) {
  const { authorizationUrl, redirectUri } = props.state;
  return (
    <WaitingFrame {...props} title="Sign in in the browser">
      <Text size="sm">The page has been opened in your browser. This goes on by itself once you have signed in.</Text>
      {authorizationUrl === null ? null : (
        <Group gap="xs">
          <Button
            component="a"
            href={authorizationUrl}
            target="_blank"
            rel="noreferrer"
            size="xs"
            variant="default"
            leftSection={<IconExternalLink size={14} aria-hidden />}
          >
            Open the page again
          </Button>
          <CopyButton value={authorizationUrl} label="Copy the link" />
        </Group>
      )}
      {redirectUri === null ? null : (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          The answer is awaited at {redirectUri}
        </Text>
      )}
    </WaitingFrame>
  );
}
