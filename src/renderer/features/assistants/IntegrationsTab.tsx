import { Button, Checkbox, Group } from '@mantine/core';
import { IconFilterOff, IconPlug } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { integrationType } from '#contract/integrations.ts';
import { typeWords } from '#renderer/entities/integration/words.ts';
import { useMay } from '#renderer/session/session.ts';
import { DataTable } from '#renderer/ui/DataTable.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { FilterMenu } from '#renderer/ui/FilterMenu.tsx';
import { SearchInput } from '#renderer/ui/SearchInput.tsx';
import {
  type Column,
  type ColumnChoice,
  ColumnMenu,
  type Selection,
  skeletonSource,
} from '#renderer/ui/table/index.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { useShownAssistant } from './AssistantLayout.tsx';
import classes from './attach/attach.module.css';
import { AttachContext, type Attaching, useRowProgress } from './attach/attaching.ts';
import { useAttachColumns } from './attach/columns.tsx';
import { BulkBar } from './bulk/BulkBar.tsx';
import { useChosenRows } from './bulk/useChosenRows.ts';
import { ChooserModal } from './chooser/ChooserModal.tsx';
import { OperationsModal } from './operations/OperationsModal.tsx';
import {
  filterInput,
  type IntegrationFilter,
  matchingRows,
  unfiltered,
  useIntegrationFilter,
  useIntegrationRows,
} from './queries.ts';

interface Opened {
  dialog: 'chooser' | 'operations';
  row: AssistantIntegration;
}

/** Every integration of the tenant with one button each, and the dialogs that adding and configuring need. */
export function IntegrationsTab() {
  const assistant = useShownAssistant();
  const [state, setState] = useIntegrationFilter();
  const { opened, open, close } = useOpenDialog<Opened>();
  const rows = useIntegrationRows(assistant.id, state);
  const work = useRowProgress(assistant.id);
  const chosen = useChosenRows(rows.source);
  const columns = useAttachColumns();
  const attaching = useAttaching(assistant.editable, work, open);
  const chooseAll = () => void matchingRows(assistant.id, state).then(chosen.setRows, toastFault);
  return (
    <AttachContext value={attaching}>
      {chosen.keys.size > 0 ? (
        <BulkBar assistant={assistant} editable={attaching.editable} chosen={chosen} />
      ) : (
        <FilterBar state={state} onChange={setState} attached={rows.answer?.attached ?? 0} columns={columns} />
      )}
      <div style={{ height: 12, flex: 'none' }} />
      <AttachTable
        rows={rows}
        columns={columns.shown}
        state={state}
        onState={setState}
        {...(attaching.editable && { selection: { keys: chosen.keys, onChange: chosen.setKeys, onAll: chooseAll } })}
      />
      <div role="status" className={classes.unseen}>
        {work.said}
      </div>
      {opened?.dialog === 'chooser' && <ChooserModal assistant={assistant} row={opened.row} onClose={close} />}
      {opened?.dialog === 'operations' && <OperationsModal assistant={assistant} row={opened.row} onClose={close} />}
    </AttachContext>
  );
}

function useAttaching(
  ownEditable: boolean,
  { workOf, addDirect, remove, dismiss }: ReturnType<typeof useRowProgress>,
  open: (opened: Opened) => void,
): Attaching {
  const editable = useMay('editor') && ownEditable;
  return useMemo(
    () => ({
      editable,
      workOf,
      dismiss,
      add: (row) => {
        dismiss(row.integrationId);
        if (row.needsAuth) open({ dialog: 'chooser', row });
        else void addDirect(row);
      },
      remove: (row) => void remove(row),
      configure: (row) => open({ dialog: 'chooser', row }),
      chooseOperations: (row) => open({ dialog: 'operations', row }),
    }),
    [editable, workOf, dismiss, addDirect, remove, open],
  );
}

const skeleton = skeletonSource<AssistantIntegration>();
const keyOf = (row: AssistantIntegration) => row.integrationId;
const nameOf = (row: AssistantIntegration) => row.displayName;
const rowHeight = 52;

interface AttachTableProps {
  rows: ReturnType<typeof useIntegrationRows>;
  columns: readonly Column<AssistantIntegration>[];
  state: IntegrationFilter;
  onState: (changes: Partial<IntegrationFilter>) => void;
  selection?: Selection;
}

/** The table itself, or why it could not be read. */
function AttachTable({ rows, columns, state, onState, selection }: AttachTableProps) {
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

const types = integrationType.options.map((value) => ({ value, label: typeWords[value] }));

interface FilterBarProps {
  state: IntegrationFilter;
  onChange: (changes: Partial<IntegrationFilter>) => void;
  attached: number;
  columns: ColumnChoice<AssistantIntegration>;
}

/** What the table shows. */
function FilterBar({ state, onChange, attached, columns }: FilterBarProps) {
  const setText = useCallback((text: string) => onChange({ text }), [onChange]);
  return (
    <Group gap="xs" role="search" aria-label="Filter integrations">
      <SearchInput label="Filter integrations" value={state.text} onChange={setText} hotkey />
      <FilterMenu label="Type" options={types} value={state.type} onChange={(type) => onChange({ type })} />
      <Checkbox
        label={`Attached only (${attached.toLocaleString('en')})`}
        checked={state.attached}
        onChange={(event) => onChange({ attached: event.currentTarget.checked })}
      />
      <Group ml="auto">
        <ColumnMenu choice={columns} />
      </Group>
    </Group>
  );
}

interface NoIntegrationsProps {
  state: IntegrationFilter;
  onShowAll: () => void;
}

/** Why no integration is listed, and what to do about it. */
function NoIntegrations({ state, onShowAll }: NoIntegrationsProps) {
  const showAll = (
    <Button variant="default" onClick={onShowAll}>
      Show all
    </Button>
  );
  if (state.attached && state.text === '' && state.type.length === 0) {
    return (
      <EmptyState icon={<IconPlug size={24} />} title="No integrations added yet" actions={showAll}>
        The assistant has no tools until an integration is added.
      </EmptyState>
    );
  }
  if (Object.keys(filterInput(state)).length > 0) {
    return <EmptyState icon={<IconFilterOff size={24} />} title="Nothing matches the filter" actions={showAll} />;
  }
  return (
    <EmptyState
      icon={<IconPlug size={24} />}
      title="There are no integrations to add"
      actions={
        <Button component={Link} to="/integrations">
          Go to integrations
        </Button>
      }
    >
      Import a definition or create an integration; then the assistant can use it.
    </EmptyState>
  );
}

/** A dialog of a page: what it is about, and the focus back to where it was opened from when it closes. */
function useOpenDialog<Dialog>() {
  const [opened, setOpened] = useState<Dialog | null>(null);
  const from = useRef<HTMLElement | null>(null);
  const open = useCallback((dialog: Dialog) => {
    from.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setOpened(dialog);
  }, []);
  const close = useCallback(() => {
    setOpened(null);
    // The dialog holds the focus until it is gone.
    requestAnimationFrame(() => from.current?.focus());
  }, []);
  return { opened, open, close };
}
