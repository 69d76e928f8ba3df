import { Box, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A titled part of a review. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="section">
      <Title order={2} size="h6" mb={4}>
        {title}
      </Title>
      {children}
    </Box>
  );
}
