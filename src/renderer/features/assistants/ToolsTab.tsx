import { Button, Group, Skeleton, Text } from '@mantine/core';
import { IconTools } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { Link } from 'react-router';
import type { Tool } from '#contract/assistants.ts';
import { orpc } from '#renderer/platform/client.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { SearchInput } from '#renderer/ui/filters.tsx';
import { counted } from '#renderer/ui/format.ts';
import { urlText, useUrlState } from '#renderer/ui/useUrlState.ts';
import { useShownAssistant } from './AssistantLayout.tsx';
import { CopyMenu } from './tools/CopyMenu.tsx';
import { NoteList } from './tools/NoteList.tsx';
import { ToolDetail } from './tools/ToolDetail.tsx';
import { ToolList } from './tools/ToolList.tsx';
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
  if (data === undefined) return <Skeleton h={320} aria-busy aria-label="Loading" />;
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
          <EmptyState icon={<IconTools size={24} />} title="Nothing matches the filter" />
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
