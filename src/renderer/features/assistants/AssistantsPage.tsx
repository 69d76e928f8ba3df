import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import { useMay } from '#renderer/session/session.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { SearchInput } from '#renderer/ui/filters.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { ColumnMenu, DataTable, type SortState, skeletonSource, useColumnChoice } from '#renderer/ui/table/index.ts';
import { AssistantMenu } from './list/AssistantMenu.tsx';
import { BulkBar } from './list/BulkBar.tsx';
import { assistantColumns } from './list/columns.tsx';
import { assistantSorts, useFilterState } from './list/filterState.ts';
import { NoAssistants } from './list/NoAssistants.tsx';
import { useAssistantRows } from './list/useAssistantRows.ts';

const skeleton = skeletonSource<Assistant>();
const keyOf = (row: Assistant) => row.id;
const nameOf = (row: Assistant) => row.name;
const rowMenu = (row: Assistant) => <AssistantMenu row={row} />;
const none: ReadonlySet<string> = new Set();

/** Every assistant that the person may see. */
export function AssistantsPage() {
  const navigate = useNavigate();
  const [state, setState] = useFilterState();
  const [chosen, setChosen] = useState(none);
  const rows = useAssistantRows(state);
  const columns = useColumnChoice('assistants', assistantColumns);
  const open = useCallback((row: Assistant) => void navigate(`/assistants/${row.id}`), [navigate]);
  const setText = useCallback((text: string) => setState({ text }), [setState]);
  const sort = ({ by, direction }: SortState) => {
    const found = assistantSorts.find((each) => each === by);
    if (found !== undefined) setState({ sort: found, direction });
  };
  return (
    <Page wide fill>
      <PageHead title="Assistants" actions={<NewButton />} />
      {chosen.size > 0 ? (
        <BulkBar chosen={chosen} onClear={() => setChosen(none)} />
      ) : (
        <Group gap="xs" role="search" aria-label="Filter assistants">
          <SearchInput label="Filter assistants" value={state.text} onChange={setText} hotkey />
          <Group ml="auto">
            <ColumnMenu choice={columns} />
          </Group>
        </Group>
      )}
      <div style={{ height: 12, flex: 'none' }} />
      {rows.error !== null ? (
        <ErrorNotice error={rows.error} title="The assistants could not be read" onRetry={rows.retry} />
      ) : (
        <DataTable
          label="Assistants"
          columns={columns.shown}
          source={rows.loading ? skeleton : rows.source}
          keyOf={keyOf}
          nameOf={nameOf}
          sort={{ by: state.sort, direction: state.direction }}
          onSort={sort}
          selection={{ keys: chosen, onChange: setChosen, onAll: () => setChosen(loadedIds(rows.source)) }}
          onOpen={open}
          actions={rowMenu}
          busy={rows.busy}
          empty={<NoAssistants filtered={state.text !== ''} />}
        />
      )}
    </Page>
  );
}

function loadedIds({ total, at }: { total: number; at: (index: number) => Assistant | undefined }): Set<string> {
  return new Set(Array.from({ length: total }, (_, index) => at(index)?.id).filter((id) => id !== undefined));
}

function NewButton() {
  if (!useMay('editor')) return null;
  return (
    <Button component={Link} to="/assistants/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New assistant
    </Button>
  );
}
