import { Box, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface FormPartProps {
  title: string;
  description?: string;
  children: ReactNode;
}

/** A part of a form: what it is about at the left, its fields at the right. */
export function FormPart({ title, description, children }: FormPartProps) {
  return (
    <Box component="section" py="lg" style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing="sm">
        <div>
          <Title order={2} size="h5">
            {title}
          </Title>
          {description !== undefined && (
            <Text size="sm" c="dimmed" mt={4} maw={420}>
              {description}
            </Text>
          )}
        </div>
        <Stack gap="sm">{children}</Stack>
      </SimpleGrid>
    </Box>
  );
}
