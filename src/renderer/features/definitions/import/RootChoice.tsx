import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconFiles } from '@tabler/icons-react';
import { useState } from 'react';
import { Notice } from '#renderer/ui/Notice.tsx';
import { readFault } from '#renderer/ui/readFault.ts';

/** The files that could be meant, where a folder or archive holds several definitions; null for any other error. */
export function rootsOf(error: unknown): readonly string[] | null {
  const { code, names } = readFault(error);
  return code === 'DEFINITION_ROOT_UNCLEAR' && names !== undefined ? names : null;
}

interface RootChoiceProps {
  roots: readonly string[];
  onChoose: (root: string) => void;
}

/** Asks which file is the definition. */
export function RootChoice({ roots, onChoose }: RootChoiceProps) {
  const [root, setRoot] = useState<string | null>(null);
  return (
    <Notice role="alert" icon={<IconFiles aria-hidden />} title="Which file is the definition?">
      <Stack gap="xs">
        <Text size="sm">
          {roots.length.toLocaleString('en')} of the files are definitions. Nothing was imported or changed.
        </Text>
        <Group gap="xs" align="flex-end">
          <Select
            flex={1}
            label="File to read"
            placeholder="Choose a file"
            data={[...roots]}
            value={root}
            onChange={setRoot}
            searchable
            allowDeselect={false}
          />
          <Button disabled={root === null} onClick={() => root !== null && onChoose(root)}>
            Use this file
          </Button>
        </Group>
      </Stack>
    </Notice>
  );
}
