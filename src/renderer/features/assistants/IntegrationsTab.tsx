import { Button, Checkbox } from '@mantine/core';
import { IconFilterOff, IconPlug } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { integrationType } from '#contract/integrations.ts';
import { typeWords } from '#core/integrations/words.ts';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { FilterMenu } from '#renderer/ui/filters.tsx';
import { ListFilters, ListTable } from '#renderer/ui/listPage/index.ts';
import { type ColumnChoice, useColumnChoice } from '#renderer/ui/table/index.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { useShownAssistant } from './AssistantLayout.tsx';
import classes from './attach/attach.module.css';
import { AttachContext, type Attaching, useRowProgress } from './attach/attaching.ts';
import { attachColumns } from './attach/columns.tsx';
import { ChosenBar } from './bulk/ChosenBar.tsx';
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
  const [opened, setOpened] = useState<Opened | null>(null);
  const rows = useIntegrationRows(assistant.id, state);
  const work = useRowProgress(assistant.id);
  const chosen = useChosenRows(rows.source);
  const columns = useColumnChoice('assistant-integrations', attachColumns);
  const attaching = useAttaching(assistant.editable, work, setOpened);
  const close = () => setOpened(null);
  const chooseAll = () => void matchingRows(assistant.id, state).then(chosen.setRows, toastFault);
  return (
    <AttachContext value={attaching}>
      {chosen.keys.size > 0 ? (
        <ChosenBar assistant={assistant} editable={attaching.editable} chosen={chosen} />
      ) : (
        <FilterBar state={state} onChange={setState} attached={rows.answer?.attached ?? 0} columns={columns} />
      )}
      <div style={{ height: 12, flex: 'none' }} />
      <ListTable
        label="Integrations of the assistant"
        failed="The integrations could not be read"
        rows={rows}
        columns={columns}
        keyOf={keyOf}
        nameOf={nameOf}
        rowHeight={rowHeight}
        empty={<NoIntegrations state={state} onShowAll={() => setState(unfiltered)} />}
        {...(attaching.editable && { selection: { keys: chosen.keys, onChange: chosen.setKeys, onAll: chooseAll } })}
      />
      <div role="status" className={classes.unseen}>
        {work.announcement}
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

const keyOf = (row: AssistantIntegration) => row.integrationId;
const nameOf = (row: AssistantIntegration) => row.displayName;
const rowHeight = 52;
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
    <ListFilters label="Filter integrations" text={state.text} onText={setText} columns={columns}>
      <FilterMenu label="Type" options={types} value={state.type} onChange={(type) => onChange({ type })} />
      <Checkbox
        label={`Added only (${attached.toLocaleString('en')})`}
        checked={state.attached}
        onChange={(event) => onChange({ attached: event.currentTarget.checked })}
      />
    </ListFilters>
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
    return <EmptyState icon={<IconFilterOff size={24} />} title="No results" actions={showAll} />;
  }
  return (
    <EmptyState
      icon={<IconPlug size={24} />}
      title="No integrations to add"
      actions={
        <Button component={Link} to="/integrations">
          Go to integrations
        </Button>
      }
    >
      Import a definition or create an integration first.
    </EmptyState>
  );
}
