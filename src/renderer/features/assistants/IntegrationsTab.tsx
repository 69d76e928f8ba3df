import { useMemo } from 'react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { useMay } from '#renderer/session/session.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { useShownAssistant } from './AssistantLayout.tsx';
import { AttachContext, type Attaching } from './attach/AttachContext.ts';
import { AttachTable } from './attach/AttachTable.tsx';
import classes from './attach/attach.module.css';
import { FilterBar } from './attach/FilterBar.tsx';
import { useFilterState } from './attach/filterState.ts';
import { matchingRows, useIntegrationRows } from './attach/integrationRows.ts';
import { useAttachColumns } from './attach/useAttachColumns.ts';
import { useRowWork } from './attach/useRowWork.ts';
import { BulkBar } from './bulk/BulkBar.tsx';
import { useChosenRows } from './bulk/useChosenRows.ts';
import { ChooserModal } from './chooser/ChooserModal.tsx';
import { OperationsModal } from './operations/OperationsModal.tsx';
import { useOpenDialog } from './useOpenDialog.ts';

interface Opened {
  dialog: 'chooser' | 'operations';
  row: AssistantIntegration;
}

/** Every integration of the tenant with one button each, and the dialogs that adding and configuring need. */
export function IntegrationsTab() {
  const assistant = useShownAssistant();
  const [state, setState] = useFilterState();
  const { opened, open, close } = useOpenDialog<Opened>();
  const rows = useIntegrationRows(assistant.id, state);
  const work = useRowWork(assistant.id);
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
  { workOf, addDirect, remove, dismiss }: ReturnType<typeof useRowWork>,
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
