import { Button, Group, Skeleton, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { VariableId } from '#contract/common.ts';
import type { Variable, VariableOwner } from '#contract/environments.ts';
import { counted } from '#core/counted.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import classes from './environments.module.css';
import type { PastedVariable } from './pastedVariables.ts';
import { useReorder } from './useReorder.ts';
import { useVariables } from './useVariables.ts';
import { VariableRow } from './VariableRow.tsx';

interface VariableTableProps {
  owner: VariableOwner;
  /** Whose they are, for example `Staging`. */
  name: string;
  may: boolean;
}

/** The variables of an environment, collection or folder. A row is saved when it is left. */
export function VariableTable({ owner, name, may }: VariableTableProps) {
  const variables = useVariables(owner);
  const [filter, setFilter] = useState('');
  const [said, setSaid] = useState('');
  /** Keys of rows that are not saved yet. */
  const [drafts, setDrafts] = useState<readonly string[]>([]);
  const rows = variables.rows ?? [];
  const word = filter.trim().toLowerCase();
  const shown = rows.filter((row) => `${row.name} ${row.description} ${row.value}`.toLowerCase().includes(word));
  const move = (id: VariableId, before: VariableId | null) => {
    variables.move(id, before);
    const nameOf = (of: VariableId | null) => rows.find((row) => row.id === of)?.name;
    setSaid(`${nameOf(id)} moved ${before === null ? 'to the end' : `before ${nameOf(before)}`}.`);
  };
  const reorder = useReorder(
    shown.map(({ id }) => id),
    move,
  );
  const remove = async (variable: Variable) => {
    const yes =
      variable.kind !== 'secret' ||
      (await confirm({
        title: `Delete ${variable.name}?`,
        body: 'Its secret is deleted with it and cannot be brought back.',
        action: 'Delete',
      }));
    if (yes) await variables.remove(variable).catch((error: unknown) => toastFault(error));
  };
  const paste = (pasted: readonly PastedVariable[]) =>
    void variables.paste(pasted).then(
      () => toastDone(`${counted(pasted.length, 'variable')} taken over`),
      (error: unknown) => toastFault(error, 'Not all variables were taken over'),
    );
  if (variables.error !== null) return <ErrorNotice error={variables.error} onRetry={variables.retry} />;
  if (variables.rows === undefined) return <Skeleton h={120} role="status" aria-busy aria-label="Loading" />;
  const add = () => setDrafts((now) => [...now, crypto.randomUUID()]);
  const drop = (key: string) => setDrafts((now) => now.filter((one) => one !== key));
  return (
    <Stack gap="xs">
      <UnreadableRows rows={rows} />
      <Group justify="space-between" gap="xs">
        <TextInput
          size="xs"
          w={240}
          aria-label="Filter variables"
          placeholder="Filter"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        {may ? (
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
            Add variable
          </Button>
        ) : null}
      </Group>
      <div className={classes.frame} hidden={shown.length + drafts.length === 0}>
        <table className={classes.table} aria-label={`Variables of ${name}`}>
          <Heads />
          <tbody>
            {shown.map((row) => (
              <VariableRow
                key={row.id}
                variable={row}
                may={may}
                reorder={may && word === '' ? reorder : null}
                onSave={(fields) => variables.save(fields, row)}
                onRemove={() => void remove(row)}
                onAllow={() => variables.allow(row)}
                onPaste={paste}
              />
            ))}
            {drafts.map((key) => (
              <VariableRow
                key={key}
                variable={null}
                may={may}
                reorder={null}
                onSave={async (fields) => {
                  const saved = await variables.save(fields, null);
                  drop(key);
                  return saved;
                }}
                onRemove={() => drop(key)}
                onPaste={(pasted) => {
                  drop(key);
                  paste(pasted);
                }}
              />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length + drafts.length === 0 ? (
        <Text size="sm" c="dimmed">
          No variables yet. Write {'{{name}}'} in a request to use one. Several lines of NAME=value can be pasted into a
          name.
        </Text>
      ) : null}
      {rows.length > 0 && shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          No results for “{filter.trim()}”.
        </Text>
      ) : null}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </Stack>
  );
}

function Heads() {
  return (
    <thead>
      <tr>
        <td style={{ width: 34 }} />
        <th style={{ width: 44 }}>Used</th>
        <th style={{ width: '20%' }}>Name</th>
        <th style={{ width: 'clamp(104px, 14vw, 160px)' }}>Kind</th>
        <th>Value</th>
        <th style={{ width: '18%' }}>Description</th>
        <td style={{ width: 34 }} />
      </tr>
    </thead>
  );
}
