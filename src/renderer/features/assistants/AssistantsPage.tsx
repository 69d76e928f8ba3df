import { Button } from '@mantine/core';
import { IconFilterOff, IconPlus, IconRobot, IconTrash } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import { counted } from '#core/counted.ts';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { BulkBar, ListFilters, ListPage, ListTable, useListState } from '#renderer/ui/listPage/index.ts';
import { useColumnChoice } from '#renderer/ui/table/index.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { AssistantMenu, assistantColumns } from './list/columns.tsx';
import { assistantFields, matchingAssistants, useAssistantActions, useAssistantRows } from './queries.ts';

const keyOf = (row: Assistant) => row.id;
const nameOf = (row: Assistant) => row.name;
const rowMenu = (row: Assistant) => <AssistantMenu row={row} />;
const none: ReadonlySet<string> = new Set();

/** Every assistant that the person may see. */
export function AssistantsPage() {
  const navigate = useNavigate();
  const { state, setText, sort, onSort } = useListState(assistantFields);
  const [chosen, setChosen] = useState(none);
  const rows = useAssistantRows(state);
  const columns = useColumnChoice('assistants', assistantColumns);
  const open = useCallback((row: Assistant) => void navigate(`/assistants/${row.id}`), [navigate]);
  const total = rows.answer?.total ?? 0;
  const noneYet = rows.answer?.total === 0 && state.text === '';
  const count = state.text === '' && total > 0 ? counted(total, 'assistant') : null;
  const chooseAll = () => void matchingAssistants(state).then((ids) => setChosen(new Set(ids)), toastFault);
  return (
    <ListPage
      title="Assistants"
      actions={<NewButton />}
      filters={
        noneYet ? null : (
          <ListFilters label="Filter assistants" text={state.text} onText={setText} columns={columns} count={count} />
        )
      }
      bulk={chosen.size > 0 ? <ChosenBar chosen={chosen} onClear={() => setChosen(none)} /> : undefined}
    >
      <ListTable
        label="Assistants"
        failed="The assistants could not be read"
        rows={rows}
        columns={columns}
        keyOf={keyOf}
        nameOf={nameOf}
        sort={sort}
        onSort={onSort}
        selection={{ keys: chosen, onChange: setChosen, onAll: chooseAll }}
        onOpen={open}
        actions={rowMenu}
        empty={<NoAssistants filtered={state.text !== ''} />}
      />
    </ListPage>
  );
}

function NewButton() {
  if (!useMay('editor')) return null;
  return (
    <Button component={Link} to="/assistants/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New assistant
    </Button>
  );
}

interface ChosenBarProps {
  chosen: ReadonlySet<string>;
  onClear: () => void;
}

/** As many as main deletes in one step. */
const most = 10_000;

/** What can be done with all chosen assistants. */
function ChosenBar({ chosen, onClear }: ChosenBarProps) {
  const actions = useAssistantActions();
  const may = useMay('editor');
  // A failure shows in a toast, and then the choice stays.
  const remove = () =>
    void actions.remove([...chosen]).then(
      (done) => done && onClear(),
      () => undefined,
    );
  return (
    <BulkBar label="Selected assistants" chosen={`${counted(chosen.size, 'assistant')} selected`} onClear={onClear}>
      <Button
        variant="outline"
        color="red"
        disabled={!may || chosen.size > most}
        leftSection={<IconTrash size={15} aria-hidden />}
        onClick={remove}
      >
        Delete
      </Button>
    </BulkBar>
  );
}

/** Why no assistant is listed, and what to do about it. */
function NoAssistants({ filtered }: { filtered: boolean }) {
  const may = useMay('editor');
  if (filtered) {
    return (
      <EmptyState
        icon={<IconFilterOff size={24} />}
        title="No results"
        actions={
          <Button component={Link} to="/assistants" variant="default">
            Show all
          </Button>
        }
      />
    );
  }
  const create = (
    <Button component={Link} to="/assistants/new">
      New assistant
    </Button>
  );
  return (
    <EmptyState icon={<IconRobot size={24} />} title="No assistants yet" {...(may && { actions: create })}>
      An assistant has instructions, a model, and the integrations that it may use, each with its connection. What they
      can do becomes its tools.
    </EmptyState>
  );
}
