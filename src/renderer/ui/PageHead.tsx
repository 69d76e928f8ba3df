import { Box, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

export interface PageHeadProps {
  title: string;
  /** One sentence, only where it helps. */
  description?: ReactNode;
  /** What stands before the title, such as a logo. */
  leading?: ReactNode;
  /** At the right; the one primary action last. */
  actions?: ReactNode;
}

/** The title of a page, also of the window, with its actions. */
export function PageHead({ title, description, leading, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Patchbay`;
  }, [title]);
  return (
    <Group component="header" justify="space-between" align="flex-start" gap="md" mb="md">
      <Group gap="md" wrap="nowrap" miw={0} flex="1 1 280px">
        {leading}
        <Box miw={0}>
          <Title order={1} size="h3" lineClamp={2}>
            {title}
          </Title>
          {description !== undefined && (
            <Text size="sm" c="dimmed" maw={720}>
              {description}
            </Text>
          )}
        </Box>
      </Group>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
