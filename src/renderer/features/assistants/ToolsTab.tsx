import { Button, Group, List, Menu, Text } from '@mantine/core';
import { IconChevronDown, IconCopy, IconInfoCircle, IconTools } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useId, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { z } from 'zod';
import { type Tool, toolFormat } from '#contract/assistants.ts';
import type { AssistantId } from '#contract/common.ts';
import { partsOfKey } from '#core/assistants/operationChoice.ts';
import { counted } from '#core/counted.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { client, orpc } from '#renderer/platform/client.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { SearchInput } from '#renderer/ui/filters.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { urlText, useUrlState } from '#renderer/ui/useUrlState.ts';
import { VirtualListbox } from '#renderer/ui/virtualList/index.ts';
import { useShownAssistant } from './AssistantLayout.tsx';
import { ToolDetail } from './tools/ToolDetail.tsx';
import classes from './tools/tools.module.css';

const fields = { text: urlText, tool: urlText };

/** What the assistant's tools look like to a model. */
export function ToolsTab() {
  const assistant = useShownAssistant();
  const [state, setState] = useUrlState(fields);
  const setText = useCallback((text: string) => setState({ text }), [setState]);
  const input = { assistantId: assistant.id };
  const { data, error, refetch } = useQuery(orpc.assistants.tools.queryOptions({ input }));
  const shown = useMemo(() => matching(data?.tools ?? [], state.text), [data, state.text]);
  if (error !== null) {
    return <ErrorNotice error={error} title="The tools could not be read" onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <Loading h={320} />;
  if (data.tools.length === 0) return <NoTools assistantId={assistant.id} notes={data.notes} />;
  const chosen = shown.find(({ name }) => name === state.tool) ?? shown[0];
  return (
    <>
      <Group gap="xs" mb="sm">
        <SearchInput label="Filter tools" value={state.text} onChange={setText} hotkey />
        <Text size="sm" c="dimmed" role="status">
          {counted(data.tools.length, 'tool')}; models take {data.limits.tools.toLocaleString('en')} at most
        </Text>
        <Group ml="auto">
          <CopyMenu assistantId={assistant.id} count={data.tools.length} />
        </Group>
      </Group>
      <NoteList notes={data.notes} />
      <div className={classes.split}>
        <div className={classes.side}>
          <ToolList tools={shown} chosen={chosen?.name ?? null} onChoose={(tool) => setState({ tool })} />
        </div>
        {chosen === undefined ? (
          <EmptyState icon={<IconTools size={24} />} title="No results" />
        ) : (
          <ToolDetail assistant={assistant} tool={chosen} />
        )}
      </div>
    </>
  );
}

function matching(tools: readonly Tool[], text: string): Tool[] {
  const wanted = text.trim().toLowerCase();
  return tools.filter(({ name, description }) => `${name}\n${description}`.toLowerCase().includes(wanted));
}

function NoTools({ assistantId, notes }: { assistantId: string; notes: readonly string[] }) {
  return (
    <>
      <NoteList notes={notes} />
      <EmptyState
        icon={<IconTools size={24} />}
        title="No tools yet"
        actions={
          <Button component={Link} to={`/assistants/${assistantId}`}>
            Add integrations
          </Button>
        }
      >
        Each operation of an added integration becomes a tool that the model can call.
      </EmptyState>
    </>
  );
}

/** What was cut or renamed so that the providers take the tools; one line until a person opens it. */
function NoteList({ notes }: { notes: readonly string[] }) {
  const [opened, setOpened] = useState(false);
  const listId = useId();
  if (notes.length === 0) return null;
  return (
    <section className={classes.notes} aria-label="Notes about limits">
      <Group gap="xs" wrap="nowrap">
        <IconInfoCircle size={18} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm" flex={1}>
          {notes.length === 1 ? notes[0] : `${counted(notes.length, 'note')} about the providers’ limits`}
        </Text>
        {notes.length > 1 && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={opened}
            aria-controls={listId}
            onClick={() => setOpened(!opened)}
          >
            {opened ? 'Hide' : 'Show'}
          </Button>
        )}
      </Group>
      <div id={listId} hidden={!opened} className={classes.noteTexts}>
        {opened && (
          <List size="sm">
            {notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        )}
      </div>
    </section>
  );
}

type Format = z.infer<typeof toolFormat>;

const words: Record<Format, string> = { openai: 'OpenAI', anthropic: 'Anthropic', gemini: 'Gemini' };

/** Copies all tools as the JSON that a provider's API takes. */
function CopyMenu({ assistantId, count }: { assistantId: AssistantId; count: number }) {
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

const rowHeight = 52;
const keyOf = (tool: Tool) => tool.name;

interface ToolListProps {
  tools: readonly Tool[];
  chosen: string | null;
  onChoose: (name: string) => void;
}

/** Tools of any number; arrows choose, and the detail beside follows. */
function ToolList({ tools, chosen, onChoose }: ToolListProps) {
  return (
    <VirtualListbox
      label="Tools"
      total={tools.length}
      at={(index) => tools[index]}
      keyOf={keyOf}
      chosen={chosen}
      onChoose={onChoose}
      itemHeight={rowHeight}
      render={(tool) => (
        <div className={classes.option}>
          <div className={classes.name} title={tool?.name}>
            {tool === undefined ? null : <MethodBadge method={partsOfKey(tool.operationKey).method} />}
            {tool?.name}
          </div>
          <div className={classes.summary}>{tool?.description}</div>
        </div>
      )}
    />
  );
}
