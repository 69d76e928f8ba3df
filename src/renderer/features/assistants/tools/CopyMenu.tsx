import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import { toolFormat } from '#contract/assistants.ts';
import type { AssistantId } from '#contract/common.ts';
import { client } from '#renderer/platform/client.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';

type Format = z.infer<typeof toolFormat>;

const words: Record<Format, string> = { openai: 'OpenAI', anthropic: 'Anthropic', gemini: 'Gemini' };

/** Copies all tools as the JSON that a provider's API takes. */
export function CopyMenu({ assistantId, count }: { assistantId: AssistantId; count: number }) {
  const [busy, setBusy] = useState(false);
  const copy = async (format: Format) => {
    setBusy(true);
    try {
      const { text } = await client.assistants.exportTools({ assistantId, format });
      await navigator.clipboard.writeText(text);
      toastDone(`Copied for ${words[format]}.`);
    } catch (error) {
      toastFault(error, 'The tools could not be copied');
    }
    setBusy(false);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          loading={busy}
          disabled={count === 0}
          leftSection={<IconCopy size={15} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          Copy as JSON
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {toolFormat.options.map((format) => (
          <Menu.Item key={format} onClick={() => void copy(format)}>
            For {words[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
