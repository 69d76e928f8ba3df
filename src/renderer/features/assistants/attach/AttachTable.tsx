import type { AssistantIntegration } from '#contract/assistants.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { type Column, DataTable, type Selection, skeletonSource } from '#renderer/ui/table/index.ts';
import { type FilterState, unfiltered } from './filterState.ts';
import type { useIntegrationRows } from './integrationRows.ts';
import { NoIntegrations } from './NoIntegrations.tsx';

const skeleton = skeletonSource<AssistantIntegration>();
const keyOf = (row: AssistantIntegration) => row.integrationId;
const nameOf = (row: AssistantIntegration) => row.displayName;
const rowHeight = 52;

interface AttachTableProps {
  rows: ReturnType<typeof useIntegrationRows>;
  columns: readonly Column<AssistantIntegration>[];
  state: FilterState;
  onState: (changes: Partial<FilterState>) => void;
  selection?: Selection;
}

/** The table itself, or why it could not be read. */
export function AttachTable({ rows, columns, state, onState, selection }: AttachTableProps) {
  if (rows.error !== null) {
    return <ErrorNotice error={rows.error} title="The integrations could not be read" onRetry={rows.retry} />;
  }
  return (
    <DataTable
      label="Integrations of the assistant"
      columns={columns}
      source={rows.loading ? skeleton : rows.source}
      keyOf={keyOf}
      nameOf={nameOf}
      rowHeight={rowHeight}
      {...(selection !== undefined && { selection })}
      busy={rows.busy}
      empty={<NoIntegrations state={state} onShowAll={() => onState(unfiltered)} />}
    />
  );
}
