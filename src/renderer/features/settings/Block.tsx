import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface BlockProps {
  title: string;
  description?: string;
  children: ReactNode;
}

/** One matter of a section, under its own heading. */
export function Block({ title, description, children }: BlockProps) {
  return (
    <Stack gap="sm">
      <div>
        <Title order={3} size="h5">
          {title}
        </Title>
        {description === undefined ? null : (
          <Text size="sm" c="dimmed">
            {description}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}
