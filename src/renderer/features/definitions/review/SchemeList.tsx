import { Group, Stack, Text } from '@mantine/core';
import type { DefinitionReport } from '#contract/openapi.ts';
import { Tag } from '#renderer/ui/badges.tsx';
import { schemeKind, schemePlace } from './schemeWords.ts';

type Props = { report: Pick<DefinitionReport, 'securitySchemes' | 'optionalAuth' | 'operations'> };

/** The authentication that was found: each scheme with its name, how it is sent and how many operations accept it. */
export function SchemeList({ report }: Props) {
  const { securitySchemes, optionalAuth } = report;
  if (securitySchemes.length === 0) {
    return (
      <Text size="sm">None is declared. Where the API needs a key all the same, say so by hand after the import.</Text>
    );
  }
  return (
    <Stack gap={6}>
      {securitySchemes.map((scheme) => (
        <Group key={scheme.key} gap="xs">
          <Tag kind={scheme.required ? 'plain' : 'quiet'}>
            {schemeKind(scheme)} · {scheme.key}
          </Tag>
          <Text size="sm" c="dimmed">
            {[schemePlace(scheme), use(scheme.operations)].filter((part) => part !== null).join(' · ')}
          </Text>
        </Group>
      ))}
      {optionalAuth > 0 && (
        <Text size="sm" c="dimmed">
          {optionalAuth === 1
            ? '1 operation also works without.'
            : `${optionalAuth.toLocaleString('en')} operations also work without.`}
        </Text>
      )}
    </Stack>
  );
}

function use(operations: number): string {
  if (operations === 0) return 'declared, but no operation asks for it';
  return operations === 1 ? '1 operation' : `${operations.toLocaleString('en')} operations`;
}
