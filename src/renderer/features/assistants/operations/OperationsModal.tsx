import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Assistant, AssistantIntegration } from '#contract/assistants.ts';
import type { OperationRow } from '#contract/definitions.ts';
import { type OperationChoice, operationChoice, readsOnly } from '#core/assistants/operationChoice.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog, useUnsaved } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { SearchInput } from '#renderer/ui/filters.tsx';
import { ActionRow, Conflict, valueWords } from '#renderer/ui/form/index.ts';
import { Loading } from '#renderer/ui/Loading.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { putRow } from '../queries.ts';
import { CheckList, TagList } from './OperationLists.tsx';
import { byTag, matchesText, toggled } from './operationChoice.ts';
import classes from './operations.module.css';

const mostOperations = 5_000;
const modes: readonly Mode[] = ['readOnly', 'all', 'chosen'];

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

type Mode = 'readOnly' | 'all' | 'chosen';

const modeOf = (choice: OperationChoice): Mode => (choice === null ? 'all' : choice === 'readOnly' ? choice : 'chosen');

/** Those that only read, all, or a list of chosen ones. */
function OperationsForm({ assistant, row, operations, onClose }: OperationsFormProps) {
  const queries = useQueryClient();
  const own = row.attachment?.operations ?? null;
  const reading = useMemo(() => operations.filter(({ method }) => readsOnly(method)), [operations]);
  const keysOf = (choice: OperationChoice) =>
    new Set(Array.isArray(choice) ? choice : (choice === null ? operations : reading).map(({ key }) => key));
  const [mode, setMode] = useState(() => modeOf(own));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => keysOf(own));
  const [text, setText] = useState('');
  const [seen, setSeen] = useState(own);
  const tags = useMemo(() => byTag(operations), [operations]);
  const shown = useMemo(() => operations.filter((one) => matchesText(one, text)), [operations, text]);
  const toggle = (keys: readonly string[], on: boolean) => setChosen((before) => toggled(before, keys, on));
  const mine: OperationChoice = mode === 'all' ? null : mode === 'readOnly' ? mode : [...chosen];
  useUnsaved(() => !isSameChoice(mine, own));
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      client.assistants.setOperations({
        assistantId: assistant.id,
        integrationId: row.integrationId,
        operations: mine,
        expected: { operations: seen },
      }),
    onSuccess: (answer) => {
      putRow(queries, assistant.id, answer);
      toastDone(`Operations of ${row.displayName} saved`);
      onClose();
    },
  });
  const settle = (now: OperationChoice, which: 'mine' | 'theirs') => {
    setSeen(now);
    if (which === 'theirs') {
      setMode(modeOf(now));
      setChosen(keysOf(now));
    }
    save.reset();
  };
  const shownKeys = shown.map(({ key }) => key);
  return (
    <Stack gap="sm">
      <Radio.Group
        label="Which operations become tools"
        description="Read-only and All include those of the next import."
        value={mode}
        onChange={(value) => setMode(modes.find((one) => one === value) ?? 'all')}
      >
        <Group mt={6}>
          <Radio value="readOnly" label={`Read-only (${reading.length.toLocaleString('en')})`} />
          <Radio value="all" label={`All (${operations.length.toLocaleString('en')})`} />
          <Radio value="chosen" label="Only selected" />
        </Group>
      </Radio.Group>
      {mode === 'readOnly' && (
        <Text size="sm" c="dimmed">
          GET, HEAD and OPTIONS: the assistant can look things up, and change nothing.
        </Text>
      )}
      {mode === 'chosen' && (
        <>
          <Group gap="xs">
            <SearchInput label="Filter operations" value={text} onChange={setText} />
            <Button variant="default" onClick={() => toggle(shownKeys, true)}>
              Select all shown
            </Button>
            <Button variant="default" onClick={() => toggle(shownKeys, false)}>
              Clear all shown
            </Button>
            <Button variant="default" onClick={() => setChosen(new Set(reading.map(({ key }) => key)))}>
              Select read-only
            </Button>
            <Text size="sm" role="status" ml="auto">
              {chosen.size.toLocaleString('en')} of {operations.length.toLocaleString('en')} selected
            </Text>
          </Group>
          <div className={classes.split}>
            <TagList tags={tags} chosen={chosen} onToggle={toggle} />
            <CheckList operations={shown} chosen={chosen} onToggle={(key, on) => toggle([key], on)} />
          </div>
        </>
      )}
      {save.error !== null && <SaveFault error={save.error} mine={mine} onChoose={settle} />}
      <ActionRow gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          Save
        </Button>
      </ActionRow>
    </Stack>
  );
}

/** Whether two choices are the same; the order of keys says nothing. */
function isSameChoice(a: OperationChoice, b: OperationChoice): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((key) => b.includes(key));
}

interface SaveFaultProps {
  error: Error;
  mine: OperationChoice;
  onChoose(now: OperationChoice, which: 'mine' | 'theirs'): void;
}

/** Why the choice was not saved; one that was made elsewhere meanwhile is shown beside one's own. */
function SaveFault({ error, mine, onChoose }: SaveFaultProps) {
  const changed = readFault(error).meanwhile?.find(({ field }) => field === 'operations');
  const now = operationChoice.safeParse(changed?.now);
  if (changed === undefined || !now.success) return <ErrorNotice error={error} />;
  return (
    <Conflict
      name="The choice was changed elsewhere"
      theirs={choiceWords(now.data, mine)}
      mine={choiceWords(mine, now.data)}
      onChoose={(which) => onChoose(now.data, which)}
    />
  );
}

/** How many are chosen, and which of them only here. */
function choiceWords(keys: OperationChoice, others: OperationChoice): string {
  if (!Array.isArray(keys)) return keys === null ? 'all' : 'read-only';
  const only = keys.filter((key) => Array.isArray(others) && !others.includes(key));
  return `${keys.length.toLocaleString('en')} selected${only.length === 0 ? '' : `, only here: ${valueWords(only, [])}`}`;
}
