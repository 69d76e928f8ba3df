import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { IconArrowsSplit2, IconDeviceFloppy, IconDownload, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Conflict } from '#contract/sync.ts';
import { counted } from '#core/counted.ts';
import { useConflicts, useHeldBack, useTeam } from '#renderer/entities/sync/queries.ts';
import { useOfferActions } from '#renderer/session/pageActions.ts';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { SearchInput } from '#renderer/ui/filters.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { BulkBar, countOf } from '#renderer/ui/listPage/index.ts';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { urlText, useUrlState } from '#renderer/ui/useUrlState.ts';
import classes from './conflicts.module.css';
import { HeldBackTable } from './HeldBackTable.tsx';
import { ThingCard } from './ThingCard.tsx';
import { type Deciding, useDeciding } from './useDeciding.ts';
import { byThing, matches } from './words.ts';

/** What two people changed at once, to be decided by a person, and what could not be sent or taken over. */
export function ConflictsPage() {
  return (
    <Page>
      <PageHead title="Conflicts" />
      <Content />
    </Page>
  );
}

const none: Conflict[] = [];

function Content() {
  const conflicts = useConflicts();
  const heldBack = useHeldBack();
  const may = useMay('editor');
  const deciding = useDeciding(conflicts.data ?? none);
  const failed = [conflicts, heldBack].find((query) => query.isError);
  if (failed !== undefined) {
    return (
      <ErrorNotice
        error={failed.error}
        title="The conflicts could not be read"
        onRetry={() => void failed.refetch()}
        retrying={failed.isFetching}
      />
    );
  }
  if (conflicts.data === undefined || heldBack.data === undefined) return <Loading h={300} />;
  const isEmpty = conflicts.data.length === 0 && heldBack.data.length === 0;
  return (
    <Stack gap="xl">
      {isEmpty ? <NoConflicts /> : null}
      {conflicts.data.length === 0 ? null : <ConflictList all={conflicts.data} deciding={deciding} may={may} />}
      {heldBack.data.length === 0 ? null : <HeldBackTable rows={heldBack.data} may={may} />}
    </Stack>
  );
}

function NoConflicts() {
  const isShared = useTeam() !== null;
  const settings = (
    <Button component={Link} to="/settings/team" variant="default">
      Team settings
    </Button>
  );
  if (!isShared) {
    return (
      <EmptyState icon={<IconUsersGroup size={24} />} title="This tenant is not shared" actions={settings}>
        Conflicts arise where several people change the same field. Share the tenant with a team, or join one.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<IconArrowsSplit2 size={24} />} title="No conflicts" actions={settings}>
      Where you and someone else change the same field, both values are kept and stand here until one of you decides.
      Other changes are put together by themselves.
    </EmptyState>
  );
}

const fields = { text: urlText };
/** Things that are drawn at first, and with each further press. */
const step = 40;

interface ConflictListProps {
  all: readonly Conflict[];
  deciding: Deciding;
  may: boolean;
}

function ConflictList({ all, deciding, may }: ConflictListProps) {
  const [{ text }, change] = useUrlState(fields);
  const [drawn, setDrawn] = useState(step);
  const found = text.trim() === '' ? all : all.filter((conflict) => matches(conflict, text));
  const things = byThing(found);
  const left = things.length - drawn;
  return (
    <Stack component="section" gap="sm" aria-label="Conflicts">
      <Text size="sm" c="dimmed" maw={760}>
        You and someone else changed the same. What the team has counts everywhere until you decide. What you changed is
        kept on this computer.
        {may ? null : ' An editor or admin can decide.'}
      </Text>
      <div className={classes.bar}>
        <Bar
          all={all}
          found={found}
          deciding={deciding}
          may={may}
          text={text}
          onText={(next) => change({ text: next })}
        />
      </div>
      {found.length === 0 ? <Text size="sm">Nothing matches.</Text> : null}
      {things.slice(0, drawn).map((thing) => (
        <ThingCard key={thing.key} thing={thing} deciding={deciding} may={may} />
      ))}
      {left > 0 ? (
        <Group>
          <Button variant="default" onClick={() => setDrawn(drawn + step)}>
            Show more ({counted(left, 'thing')})
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

interface BarProps extends ConflictListProps {
  /** What the search finds. */
  found: readonly Conflict[];
  text: string;
  onText(text: string): void;
}

/** Search and selection; what can be done with what is selected is in its place. */
function Bar({ all, found, deciding, may, text, onText }: BarProps) {
  const chosen = all.filter(({ id }) => deciding.chosen.has(id));
  const count = chosen.length.toLocaleString('en');
  const selectAll = () => deciding.choose(ids(found), true);
  useOfferActions('conflicts', may ? offered(chosen, selectAll, deciding) : []);
  if (chosen.length > 0) {
    return (
      <BulkBar
        label="Selected conflicts"
        chosen={`${counted(chosen.length, 'conflict')} selected`}
        onClear={() => deciding.choose(ids(chosen), false)}
      >
        <Button variant="default" onClick={() => void deciding.decide(chosen, 'mine')}>
          Use mine for {count}
        </Button>
        <Button variant="default" onClick={() => void deciding.decide(chosen, 'theirs')}>
          Use theirs for {count}
        </Button>
        {chosen.length < found.length ? (
          <Button variant="subtle" onClick={selectAll}>
            Select all {found.length.toLocaleString('en')}
          </Button>
        ) : null}
      </BulkBar>
    );
  }
  return (
    <Group gap="sm" role="search" aria-label="Filter conflicts">
      {may && found.length > 0 ? <Checkbox size="xs" label="Select all" checked={false} onChange={selectAll} /> : null}
      <SearchInput label="Filter conflicts" value={text} onChange={onText} hotkey />
      <Text size="sm" c="dimmed" role="status">
        {countOf({ total: found.length, all: all.length }, 'conflict')}
      </Text>
    </Group>
  );
}

const ids = (conflicts: readonly Conflict[]) => conflicts.map(({ id }) => id);
const size = 18;

/** The same in the palette. */
function offered(chosen: readonly Conflict[], selectAll: () => void, deciding: Deciding) {
  const all = {
    id: 'selectConflicts',
    label: 'Select all conflicts',
    icon: <IconArrowsSplit2 size={size} aria-hidden />,
    onClick: selectAll,
  };
  if (chosen.length === 0) return [all];
  const number = chosen.length.toLocaleString('en');
  return [
    all,
    {
      id: 'useMine',
      label: `Use mine for ${number} selected`,
      finds: 'conflicts decide keep',
      icon: <IconDeviceFloppy size={size} aria-hidden />,
      onClick: () => void deciding.decide(chosen, 'mine'),
    },
    {
      id: 'useTheirs',
      label: `Use theirs for ${number} selected`,
      finds: 'conflicts decide take',
      icon: <IconDownload size={size} aria-hidden />,
      onClick: () => void deciding.decide(chosen, 'theirs'),
    },
  ];
}
