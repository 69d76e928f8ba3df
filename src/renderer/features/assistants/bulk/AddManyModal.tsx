import { Button, Progress, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Assistant, AssistantIntegration, ConnectionOption } from '#contract/assistants.ts';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import { counted } from '#core/counted.ts';
import { stateWords } from '#renderer/entities/connection/words.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { ActionRow } from '#renderer/ui/form/index.ts';
import { arraySource, type Column, DataTable } from '#renderer/ui/table/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { bestConnection } from '../chooser/options.ts';
import { attachInput, type PlanLine, planOf } from './bulkPlan.ts';

interface ManyModalProps {
  assistant: Assistant;
  rows: readonly AssistantIntegration[];
  onClose: () => void;
  onDone: () => void;
}

/** Which connection each integration would use, before all of them are added in one step. */
export function AddManyModal({ assistant, rows, onClose, onDone }: ManyModalProps) {
  const plan = useBulkPlan(assistant.id, rows);
  const attach = attachInput(plan.lines ?? []);
  const left = (plan.lines?.length ?? 0) - attach.length;
  const add = useMutation(
    orpc.assistants.changeAttachments.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ attached }) => {
        toastDone(`${counted(attached, 'integration')} added to ${assistant.name}`);
        onDone();
      },
    }),
  );
  return (
    <Dialog onClose={onClose} size="xl" title={`Add to ${assistant.name}`} closeOnClickOutside={false}>
      <Stack gap="md">
        {plan.error !== null && <ErrorNotice error={plan.error} title="Couldn’t find the connections" />}
        {plan.lines === null && plan.error === null && (
          <Stack gap={4}>
            <Text size="sm" role="status">
              Finding connections: {plan.done.toLocaleString('en')} of {plan.total.toLocaleString('en')}
            </Text>
            <Progress value={(100 * plan.done) / Math.max(1, plan.total)} aria-label="Connections looked up" />
          </Stack>
        )}
        {plan.lines !== null && (
          <>
            <Text size="sm">
              Either all are added or none. Connections are not checked first.
              {left > 0 && ` ${counted(left, 'integration is', 'integrations are')} left out.`}
            </Text>
            <PlanTable lines={plan.lines} onChoose={plan.choose} />
          </>
        )}
        {add.error !== null && <ErrorNotice error={add.error} title="Nothing was added" />}
        <ActionRow gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={add.isPending}
            disabled={attach.length === 0}
            onClick={() => add.mutate({ assistantId: assistant.id, attach })}
          >
            Add {counted(attach.length, 'integration')}
          </Button>
        </ActionRow>
      </Stack>
    </Dialog>
  );
}

type Choose = (id: IntegrationId, chosen: ConnectionOption) => void;

interface PlanTableProps {
  lines: readonly PlanLine[];
  onChoose: Choose;
}

const keyOf = ({ row }: PlanLine) => row.integrationId;
const nameOf = ({ row }: PlanLine) => row.displayName;

/** One line an integration: the connection that it would use, or why it is left out. */
function PlanTable({ lines, onChoose }: PlanTableProps) {
  const columns = useMemo(() => columnsOf(onChoose), [onChoose]);
  const source = useMemo(() => arraySource(lines), [lines]);
  return (
    <div style={{ display: 'flex', height: Math.min(420, 42 + lines.length * 48) }}>
      <DataTable
        label="What would be added"
        columns={columns}
        source={source}
        keyOf={keyOf}
        nameOf={nameOf}
        rowHeight={48}
      />
    </div>
  );
}

function columnsOf(onChoose: Choose): Column<PlanLine>[] {
  return [
    { id: 'name', title: 'Integration', width: 'minmax(140px, 1fr)', cell: ({ row }) => row.displayName },
    {
      id: 'connection',
      title: 'Connection',
      width: 'minmax(200px, 1.4fr)',
      cell: (line) => <ConnectionOfLine line={line} onChoose={onChoose} />,
    },
    { id: 'state', title: 'State', width: '150px', cell: (line) => <LineState line={line} /> },
  ];
}

function ConnectionOfLine({ line, onChoose }: { line: PlanLine; onChoose: Choose }) {
  if (line.kind === 'left') return '–';
  if (line.kind === 'direct') return 'None needed';
  if (line.options.length === 1) return line.chosen.name;
  const { row, options } = line;
  return (
    <Select
      size="xs"
      aria-label={`Connection for ${row.displayName}`}
      allowDeselect={false}
      data={options.map(({ id, name }) => ({ value: id as string, label: name }))}
      value={line.chosen.id as string}
      onChange={(id) => {
        const chosen = options.find((option) => option.id === id);
        if (chosen !== undefined) onChoose(row.integrationId, chosen);
      }}
    />
  );
}

function LineState({ line }: { line: PlanLine }) {
  if (line.kind === 'left') return <StatusBadge tone="warn" label="Skipped" reason={line.reason} />;
  if (line.kind === 'direct') return <StatusBadge tone="good" label="Ready" />;
  return <StatusBadge {...stateWords[line.chosen.state]} reason={line.chosen.stateReason} />;
}

interface Planning {
  lines: PlanLine[] | null;
  /** Lines that are known so far. */
  done: number;
  error: unknown;
}

/** Looks up which connection each chosen integration would use; a person may choose another. */
function useBulkPlan(assistantId: AssistantId, rows: readonly AssistantIntegration[]) {
  const [planned] = useState(rows);
  const [planning, setPlanning] = useState<Planning>({ lines: null, done: 0, error: null });
  useEffect(() => {
    const end = new AbortController();
    const readOptions = (integrationId: IntegrationId) =>
      client.assistants.options({ assistantId, integrationId }, { signal: end.signal });
    const update = (changes: Partial<Planning>) => {
      if (!end.signal.aborted) setPlanning((before) => ({ ...before, ...changes }));
    };
    planOf(planned, readOptions, bestConnection, (done) => update({ done })).then(
      (lines) => update({ lines }),
      (error: unknown) => update({ error }),
    );
    return () => end.abort();
  }, [assistantId, planned]);
  const choose = (id: IntegrationId, chosen: ConnectionOption) =>
    setPlanning((before) => ({ ...before, lines: before.lines && withChoice(before.lines, id, chosen) }));
  return { ...planning, total: planned.length, choose };
}

function withChoice(lines: readonly PlanLine[], id: IntegrationId, chosen: ConnectionOption): PlanLine[] {
  return lines.map((line) => (line.kind === 'with' && line.row.integrationId === id ? { ...line, chosen } : line));
}
