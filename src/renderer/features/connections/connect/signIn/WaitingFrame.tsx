import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { TimeLeft } from '#renderer/ui/time.tsx';
import type { StepProps } from './stepProps.ts';

interface WaitingFrameProps extends StepProps {
  title: string;
  children: ReactNode;
}

/** Around what a person has to do: that the console waits, how long, and how to stop it. */
export function WaitingFrame({ title, state, cancelling, onCancel, children }: WaitingFrameProps) {
  return (
    <Alert
      role="status"
      variant="outline"
      color="indigo"
      icon={<Loader size={18} aria-hidden />}
      title={title}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
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
    </Alert>
  );
}
