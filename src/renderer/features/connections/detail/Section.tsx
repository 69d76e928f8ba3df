import { Box, Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** One matter of a connection, under its own heading. */
export function Section({ title, actions, children }: SectionProps) {
  return (
    <Box component="section">
      <Group justify="space-between" mb="xs" mih={30}>
        <Title order={3} size="h5">
          {title}
        </Title>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
