import { Button, Group, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { CopyButton } from '#renderer/ui/CopyButton.tsx';
import type { StepProps } from './stepProps.ts';
import { WaitingFrame } from './WaitingFrame.tsx';

/** Shows the code that the person enters on the server's page (RFC 8628 section 3.3). */
export function CodeStep(props: StepProps) {
  const { userCode, verificationUri, verificationUriComplete } = props.state;
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
            <Button
              component="a"
              href={verificationUriComplete ?? verificationUri}
              target="_blank"
              rel="noreferrer"
              size="xs"
              variant="default"
              leftSection={<IconExternalLink size={14} aria-hidden />}
            >
              Open the page
            </Button>
            <CopyButton value={verificationUri} label="Copy the link" />
          </Group>
        </>
      )}
    </WaitingFrame>
  );
}
