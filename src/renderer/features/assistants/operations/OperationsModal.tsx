import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { z } from 'zod';
import type { Assistant, AssistantIntegration } from '#contract/assistants.ts';
import type { OperationRow } from '#contract/definitions.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog, useUnsaved } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { SearchInput } from '#renderer/ui/filters.tsx';
import { Conflict, valueWords } from '#renderer/ui/form/index.ts';
import { Loading } from '#renderer/ui/Loading.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { putRow } from '../queries.ts';
import { CheckList, TagList } from './OperationLists.tsx';
import { byTag, matchesText, toggled } from './operationChoice.ts';
import classes from './operations.module.css';

const mostOperations = 5_000;

interface OperationsModalProps {
  assistant: Assistant;
  row: AssistantIntegration;
  onClose: () => void;
}

/** Chooses which operations of an attached integration become tools. Mount it while it is open. */
export function OperationsModal({ assistant, row, onClose }: OperationsModalProps) {
  const input = { integrationId: row.integrationId, limit: mostOperations };
  const { data, error, refetch } = useQuery(orpc.definitions.operations.queryOptions({ input }));
  return (
    <Dialog
      onClose={onClose}
      size="xl"
      title={`Operations of ${row.displayName} for ${assistant.name}`}
      closeOnClickOutside={false}
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading h={360} />}
      {data !== undefined && (
        <OperationsForm assistant={assistant} row={row} operations={data.rows} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface OperationsFormProps {
  assistant: Assistant;
  row: AssistantIntegration;
  operations: readonly OperationRow[];
  onClose: () => void;
}

/** All operations, or a list of chosen ones. */
function OperationsForm({ assistant, row, operations, onClose }: OperationsFormProps) {
  const queries = useQueryClient();
  const own = row.attachment?.operations ?? null;
  const [all, setAll] = useState(own === null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(own ?? operations.map(({ key }) => key)));
  const [text, setText] = useState('');
  const [seen, setSeen] = useState(own);
  const tags = useMemo(() => byTag(operations), [operations]);
  const shown = useMemo(() => operations.filter((one) => matchesText(one, text)), [operations, text]);
  const toggle = (keys: readonly string[], on: boolean) => setChosen((before) => toggled(before, keys, on));
  useUnsaved(() => all !== (own === null) || (!all && !hasSame(chosen, own ?? [])));
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      client.assistants.setOperations({
        assistantId: assistant.id,
        integrationId: row.integrationId,
        operations: all ? null : [...chosen],
        expected: { operations: seen },
      }),
    onSuccess: (answer) => {
      putRow(queries, assistant.id, answer);
      toastDone(`Operations of ${row.displayName} saved`);
      onClose();
    },
  });
  const settle = (now: readonly string[] | null, which: 'mine' | 'theirs') => {
    setSeen(now === null ? null : [...now]);
    if (which === 'theirs') {
      setAll(now === null);
      setChosen(new Set(now ?? operations.map(({ key }) => key)));
    }
    save.reset();
  };
  const shownKeys = shown.map(({ key }) => key);
  return (
    <Stack gap="sm">
      <Radio.Group
        label="Which operations become tools"
        value={all ? 'all' : 'chosen'}
        onChange={(value) => setAll(value === 'all')}
      >
        <Group mt={6}>
          <Radio value="all" label="All, including those of the next import" />
          <Radio value="chosen" label="Only selected" />
        </Group>
      </Radio.Group>
      {!all && (
        <>
          <Group gap="xs">
            <SearchInput label="Filter operations" value={text} onChange={setText} />
            <Button variant="default" onClick={() => toggle(shownKeys, true)}>
              Select all shown
            </Button>
            <Button variant="default" onClick={() => toggle(shownKeys, false)}>
              Clear all shown
            </Button>
            <Text size="sm" role="status" ml="auto">
              {chosen.size.toLocaleString('en')} of {operations.length.toLocaleString('en')} chosen
            </Text>
          </Group>
          <div className={classes.split}>
            <TagList tags={tags} chosen={chosen} onToggle={toggle} />
            <CheckList operations={shown} chosen={chosen} onToggle={(key, on) => toggle([key], on)} />
          </div>
        </>
      )}
      {save.error !== null && <SaveFault error={save.error} mine={all ? null : [...chosen]} onChoose={settle} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}

const hasSame = (chosen: ReadonlySet<string>, keys: readonly string[]) =>
  chosen.size === keys.length && keys.every((key) => chosen.has(key));

interface SaveFaultProps {
  error: Error;
  mine: readonly string[] | null;
  onChoose(now: readonly string[] | null, which: 'mine' | 'theirs'): void;
}

const keysOrAll = z.array(z.string()).nullable();

/** Why the choice was not saved; one that was made elsewhere meanwhile is shown beside one's own. */
function SaveFault({ error, mine, onChoose }: SaveFaultProps) {
  const changed = readFault(error).meanwhile?.find(({ field }) => field === 'operations');
  const now = keysOrAll.safeParse(changed?.now);
  if (changed === undefined || !now.success) return <ErrorNotice error={error} />;
  return (
    <Conflict
      name="The choice was changed elsewhere meanwhile"
      theirs={choiceWords(now.data, mine)}
      mine={choiceWords(mine, now.data)}
      onChoose={(which) => onChoose(now.data, which)}
    />
  );
}

/** How many are chosen, and which of them only here. */
function choiceWords(keys: readonly string[] | null, others: readonly string[] | null): string {
  if (keys === null) return 'all';
  const only = keys.filter((key) => others !== null && !others.includes(key));
  return `${keys.length.toLocaleString('en')} chosen${only.length === 0 ? '' : `, only here: ${valueWords(only, [])}`}`;
}
