import { Select } from '@mantine/core';
import { useMemo } from 'react';
import type { ConnectionOption } from '#contract/assistants.ts';
import type { IntegrationId } from '#contract/common.ts';
import { stateWords } from '#renderer/entities/connection/words.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { arraySource, type Column, DataTable } from '#renderer/ui/table/index.ts';
import type { PlanLine } from './bulkPlan.ts';

type Choose = (id: IntegrationId, chosen: ConnectionOption) => void;

interface PlanTableProps {
  lines: readonly PlanLine[];
  onChoose: Choose;
}

const keyOf = ({ row }: PlanLine) => row.integrationId;
const nameOf = ({ row }: PlanLine) => row.displayName;

/** One line an integration: the connection that it would use, or why it is left out. */
export function PlanTable({ lines, onChoose }: PlanTableProps) {
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
  if (line.kind === 'left') return <StatusBadge tone="warn" label="Left out" reason={line.reason} />;
  if (line.kind === 'direct') return <StatusBadge tone="good" label="Ready" />;
  return <StatusBadge {...stateWords[line.chosen.state]} reason={line.chosen.stateReason} />;
}
