import { Button, Checkbox, Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { IconFileImport, IconListSearch, IconPlus, IconRoute } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { OperationRow } from '#contract/definitions.ts';
import { counted } from '#core/counted.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { Tag } from '#renderer/ui/badges.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { SearchInput } from '#renderer/ui/filters.tsx';
import type { RowSource } from '#renderer/ui/table/index.ts';
import { urlFlag, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';
import { VirtualListbox } from '#renderer/ui/virtualList/index.ts';
import { Documentation } from './documentation/Documentation.tsx';
import classes from './OperationsTab.module.css';
import { HandOperationModal } from './operations/HandOperationModal.tsx';
import { useOperations } from './queries.ts';

const fields = { op: urlText, q: urlText, tag: urlText, hidden: urlFlag };

/** The operations of an integration: list at the left, documentation at the right. */
export function OperationsTab({ integrationId }: { integrationId: IntegrationId }) {
  const [{ op, q, tag, hidden }, setUrl] = useUrlState(fields);
  const [adding, setAdding] = useState(false);
  const operations = useOperations(integrationId, { text: q, tag, hidden });
  const may = useMay('editor');
  const choose = useCallback((key: string) => setUrl({ op: key }), [setUrl]);
  const search = useCallback((text: string) => setUrl({ q: text }), [setUrl]);
  const { source, answer, error, loading, retry } = operations;
  if (error !== null) return <ErrorNotice error={error} title="The operations could not be read" onRetry={retry} />;
  const none = !loading && source.total === 0;
  const chosen = op === '' ? (source.at(0)?.key ?? null) : op;
  return (
    <>
      {none && q === '' && tag === '' && !hidden ? (
        <NoOperations integrationId={integrationId} onAdd={() => setAdding(true)} />
      ) : (
        <div className={classes.split}>
          <div className={classes.side}>
            <OperationFilterBar
              text={q}
              tag={tag}
              hidden={hidden}
              tags={answer?.tags ?? []}
              total={loading ? undefined : source.total}
              onText={search}
              onTag={(next) => setUrl({ tag: next })}
              onHidden={(next) => setUrl({ hidden: next })}
              onAdd={may ? () => setAdding(true) : undefined}
            />
            {none ? <NothingFound /> : <OperationList source={source} chosen={chosen} onChoose={choose} />}
          </div>
          <Documentation integrationId={integrationId} operationKey={chosen} onGone={() => setUrl({ op: '' })} />
        </div>
      )}
      {adding && <HandOperationModal integrationId={integrationId} onClose={() => setAdding(false)} onSaved={choose} />}
    </>
  );
}

function NothingFound() {
  return (
    <EmptyState icon={<IconListSearch size={24} />} title="No results">
      Search covers method, path, summary and operation ID.
    </EmptyState>
  );
}

function NoOperations({ integrationId, onAdd }: { integrationId: IntegrationId; onAdd: () => void }) {
  const { importDefinition } = useAppActions();
  return (
    <EmptyState
      icon={<IconRoute size={24} />}
      title="No operations yet"
      actions={
        <>
          <Button
            leftSection={<IconFileImport size={16} aria-hidden />}
            onClick={() => importDefinition(integrationId)}
          >
            Import definition
          </Button>
          <Button variant="default" onClick={onAdd}>
            Add one by hand
          </Button>
        </>
      }
    >
      A definition brings all operations with their documentation. Without one, add the few you need.
    </EmptyState>
  );
}

interface OperationFilterBarProps {
  text: string;
  tag: string;
  hidden: boolean;
  tags: readonly { name: string; title: string; count: number }[];
  /** How many match; undefined until it is known. */
  total: number | undefined;
  onText: (text: string) => void;
  onTag: (tag: string) => void;
  onHidden: (hidden: boolean) => void;
  /** Absent where the person may not add. */
  onAdd: (() => void) | undefined;
}

/** Search, tag, hidden ones, and the way to write an operation by hand. */
function OperationFilterBar(props: OperationFilterBarProps) {
  const { text, tag, tags, total, onText, onAdd } = props;
  return (
    <Stack gap={6}>
      <Group gap="xs" wrap="nowrap">
        <SearchInput label="Search operations" value={text} onChange={onText} width="100%" hotkey />
        {onAdd !== undefined && (
          <Button variant="default" flex="none" leftSection={<IconPlus size={15} aria-hidden />} onClick={onAdd}>
            Add
          </Button>
        )}
      </Group>
      <Group gap="xs" justify="space-between">
        {(tags.length > 0 || tag !== '') && (
          <Select
            aria-label="Tag"
            placeholder="All tags"
            size="xs"
            flex="1 1 120px"
            maw={260}
            clearable
            searchable
            limit={200}
            value={tag === '' ? null : tag}
            onChange={(next) => props.onTag(next ?? '')}
            data={tags.map(({ name, title, count }) => ({
              value: name,
              label: `${title} (${count.toLocaleString('en')})`,
            }))}
          />
        )}
        <Checkbox
          size="xs"
          label="Show hidden"
          checked={props.hidden}
          onChange={(event) => props.onHidden(event.currentTarget.checked)}
        />
        <Text size="xs" c="dimmed" role="status" ml="auto">
          {total === undefined ? 'Reading…' : counted(total, 'operation')}
        </Text>
      </Group>
    </Stack>
  );
}

const rowHeight = 52;
const keyOf = (row: OperationRow) => row.key;

interface OperationListProps {
  source: RowSource<OperationRow>;
  /** Key of the chosen operation. */
  chosen: string | null;
  onChoose: (key: string) => void;
}

/** Operations of any number; arrows choose, and the documentation beside follows. */
function OperationList({ source, chosen, onChoose }: OperationListProps) {
  return (
    <VirtualListbox
      label="Operations"
      total={source.total}
      at={source.at}
      onRange={source.want}
      keyOf={keyOf}
      chosen={chosen}
      onChoose={onChoose}
      itemHeight={rowHeight}
      render={(row) => (row === undefined ? <Skeleton h={12} w="70%" /> : <OptionText row={row} />)}
    />
  );
}

function OptionText({ row }: { row: OperationRow }) {
  return (
    <>
      <MethodBadge method={row.method} />
      <div className={classes.text}>
        <div className={classes.path} data-deprecated={row.deprecated || undefined} title={row.path}>
          {row.path}
        </div>
        <div className={classes.summary}>{row.summary ?? row.operationId ?? ''}</div>
      </div>
      {row.origin !== 'definition' && <Tag kind="quiet">{row.origin === 'hand' ? 'by hand' : 'edited'}</Tag>}
    </>
  );
}
