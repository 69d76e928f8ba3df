import { Button, Menu, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Assertion } from '#core/collections/assertions.ts';
import { useWorkbench } from '../../workbench.ts';
import { RowList } from '../RowList.tsx';
import { Captures } from './Captures.tsx';
import { type Leaf, suggestionsFrom } from './fromResponse.ts';
import { PickValue } from './PickValue.tsx';
import {
  assertionSubjectOptions,
  assertionWords,
  expressionWords,
  operatorOptions,
  takesValue,
  withSubject,
} from './words.ts';

/** What is checked of the response, and what of it is kept for later requests. */
export function TestsTab() {
  return (
    <Stack gap="lg">
      <Assertions />
      <Captures />
    </Stack>
  );
}

const blank: Assertion = { enabled: true, subject: 'status', expression: '', operator: 'equals', value: '200' };

function Assertions() {
  const { draft, change } = useWorkbench();
  const { assertions } = draft;
  const add = (...more: Assertion[]) => change({ assertions: [...assertions, ...more] });
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        Checks of the response
      </Text>
      <RowList
        label="Checks of the response"
        rows={assertions}
        nameOf={assertionWords}
        blank={blank}
        add="Add a check"
        empty="Nothing is checked yet."
        onChange={(next) => change({ assertions: next })}
        below={assertionWords}
        actions={<FromResponse onAdd={add} />}
      >
        {(assertion, set) => <AssertionFields assertion={assertion} set={set} />}
      </RowList>
    </div>
  );
}

interface AssertionFieldsProps {
  assertion: Assertion;
  set(changes: Partial<Assertion>): void;
}

const types = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];

function AssertionFields({ assertion, set }: AssertionFieldsProps) {
  const { subject, operator, expression, value } = assertion;
  const words = expressionWords(subject);
  const operators = operatorOptions(assertion);
  return (
    <>
      <Select
        size="xs"
        style={{ flex: '1 1 110px' }}
        aria-label="What is checked"
        data={assertionSubjectOptions}
        value={subject}
        allowDeselect={false}
        onChange={(next) => {
          const chosen = assertionSubjectOptions.find((each) => each.value === next)?.value;
          if (chosen !== undefined) set(withSubject(assertion, chosen));
        }}
      />
      {words === null ? null : (
        <TextInput
          size="xs"
          style={{ flex: '2 1 140px' }}
          aria-label={words.label}
          placeholder={words.placeholder}
          value={expression}
          spellCheck={false}
          onChange={(event) => set({ expression: event.currentTarget.value })}
        />
      )}
      <Select
        size="xs"
        style={{ flex: '1 1 130px' }}
        aria-label="How it is compared"
        data={operators}
        value={operator}
        allowDeselect={false}
        maxDropdownHeight={320}
        onChange={(next) => set({ operator: operators.find((each) => each.value === next)?.value ?? operator })}
      />
      {!takesValue(assertion) ? null : operator === 'isType' ? (
        <Select
          size="xs"
          style={{ flex: '2 1 100px' }}
          aria-label="Type"
          data={types}
          value={types.includes(value) ? value : null}
          onChange={(type) => set({ value: type ?? '' })}
        />
      ) : (
        <TextInput
          size="xs"
          style={{ flex: '2 1 100px' }}
          aria-label="Expected value"
          placeholder={operator === 'isOneOf' || operator === 'isNotOneOf' ? '200, 201' : 'Value'}
          value={value}
          spellCheck={false}
          onChange={(event) => set({ value: event.currentTarget.value })}
        />
      )}
    </>
  );
}

/** Adds checks that the last response passes. */
function FromResponse({ onAdd }: { onAdd: (...more: Assertion[]) => void }) {
  const { sent } = useWorkbench();
  const [isPicking, setPicking] = useState(false);
  if (sent === null || sent.response === null)
    return (
      <Text span size="xs" c="dimmed">
        Send the request to add checks from its response.
      </Text>
    );
  const pick = ({ path, value }: Leaf) =>
    onAdd({ enabled: true, subject: 'jsonPath', expression: path, operator: 'equals', value: asValue(value) });
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={12} aria-hidden />}>
            Add from the response
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {suggestionsFrom(sent).map(({ words, assertion }) => (
            <Menu.Item key={words} onClick={() => onAdd(assertion)}>
              {words}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setPicking(true)}>A value of the body…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isPicking ? (
        <PickValue
          title="Check a value of the body"
          exchangeId={sent.id}
          onPick={pick}
          onClose={() => setPicking(false)}
        />
      ) : null}
    </>
  );
}

/** A text that would read as other JSON is quoted, so that it stays a text. */
function asValue(value: Leaf['value']): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  try {
    JSON.parse(value);
    return JSON.stringify(value);
  } catch {
    return value;
  }
}
