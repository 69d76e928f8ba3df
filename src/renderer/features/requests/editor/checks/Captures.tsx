import { Button, Select, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Capture } from '#core/collections/assertions.ts';
import { useWorkbench } from '../../workbench.ts';
import { RowList } from '../RowList.tsx';
import type { Leaf } from './fromResponse.ts';
import { PickValue } from './PickValue.tsx';
import { captureSubjectOptions, captureWords, expressionWords } from './words.ts';

const blank: Capture = { enabled: true, variable: 'value', subject: 'jsonPath', expression: '' };

/** Values of the response that become variables. */
export function Captures() {
  const { draft, change, sent } = useWorkbench();
  const { captures } = draft;
  const [isPicking, setPicking] = useState(false);
  const pick = ({ path, name }: Leaf) =>
    change({ captures: [...captures, { ...blank, variable: name.slice(0, 200) || 'value', expression: path }] });
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        Values for later requests
      </Text>
      <RowList
        label="Values for later requests"
        rows={captures}
        nameOf={({ variable }) => `value ${variable}`}
        blank={blank}
        add="Add a value"
        empty="Nothing of the response becomes a variable yet."
        onChange={(next) => change({ captures: next })}
        below={captureWords}
        actions={
          sent?.response == null ? null : (
            <Button
              size="compact-xs"
              variant="subtle"
              leftSection={<IconPlus size={12} aria-hidden />}
              onClick={() => setPicking(true)}
            >
              Add from the response
            </Button>
          )
        }
      >
        {(capture, set) => <CaptureFields capture={capture} set={set} />}
      </RowList>
      {isPicking && sent !== null ? (
        <PickValue
          title="Keep a value of the body"
          exchangeId={sent.id}
          onPick={pick}
          onClose={() => setPicking(false)}
        />
      ) : null}
    </div>
  );
}

interface CaptureFieldsProps {
  capture: Capture;
  set(changes: Partial<Capture>): void;
}

function CaptureFields({ capture, set }: CaptureFieldsProps) {
  const { variable, subject, expression } = capture;
  const words = expressionWords(subject);
  // A capture has a name at any time; an empty one is not taken over.
  const [isNameless, setNameless] = useState(false);
  return (
    <>
      <TextInput
        size="xs"
        style={{ flex: '2 1 110px' }}
        aria-label="Variable"
        placeholder="Variable"
        value={isNameless ? '' : variable}
        maxLength={200}
        spellCheck={false}
        error={isNameless ? 'A name is needed.' : undefined}
        onBlur={() => setNameless(false)}
        onChange={(event) => {
          const name = event.currentTarget.value;
          setNameless(name === '');
          if (name !== '') set({ variable: name });
        }}
      />
      <Select
        size="xs"
        style={{ flex: '1 1 110px' }}
        aria-label="Where it comes from"
        data={captureSubjectOptions}
        value={subject}
        allowDeselect={false}
        onChange={(next) => {
          const chosen = captureSubjectOptions.find((each) => each.value === next)?.value;
          if (chosen !== undefined) set({ subject: chosen });
        }}
      />
      {words === null ? null : (
        <TextInput
          size="xs"
          style={{ flex: '3 1 140px' }}
          aria-label={words.label}
          placeholder={words.placeholder}
          value={expression}
          spellCheck={false}
          onChange={(event) => set({ expression: event.currentTarget.value })}
        />
      )}
    </>
  );
}
