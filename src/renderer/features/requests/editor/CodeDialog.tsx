import { Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { z } from 'zod';
import type { RequestDraft } from '#contract/requests.ts';
import { type CodeLanguage, codeLanguageIds, codeLanguages, secretPlaceholder } from '#core/code/languages.ts';
import { CopyTextButton } from '#renderer/ui/CopyButton.tsx';
import { CodeViewer } from '#renderer/ui/code/index.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { readKept, writeKept } from '#renderer/ui/kept.ts';
import { useCode } from '../queries.ts';

const choices = codeLanguageIds.map((value) => ({ value, label: codeLanguages[value] }));
const keptUnder = 'patchbay.code-language';

/** The request as a program, in the language that the person chose last. */
export function CodeDialog({ draft, onClose }: { draft: RequestDraft; onClose: () => void }) {
  const [language, setLanguage] = useState(keptLanguage);
  const { data: code = '', error } = useCode(draft, language);
  const choose = (chosen: string | null) => {
    const next = codeLanguageIds.find((id) => id === chosen) ?? language;
    writeKept(keptUnder, next);
    setLanguage(next);
  };
  return (
    <Dialog title="Request as code" size="xl" onClose={onClose}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-end">
          <Select
            label="Language"
            data={choices}
            value={language}
            onChange={choose}
            allowDeselect={false}
            searchable
            maxDropdownHeight={420}
            w={240}
          />
          <CopyTextButton value={code} size="sm">
            Copy
          </CopyTextButton>
        </Group>
        {code.includes(secretPlaceholder) ? (
          <Text size="xs" c="dimmed">
            Put the secret in for {secretPlaceholder}; the console doesn’t show it.
          </Text>
        ) : null}
        {error === null ? null : <ErrorNotice error={error} />}
        <CodeViewer label="Code" value={code} wrap height="min(52vh, 480px)" />
      </Stack>
    </Dialog>
  );
}

const keptLanguage = (): CodeLanguage => readKept(keptUnder, z.enum(codeLanguageIds)) ?? 'curl';
