import { Text, TextInput } from '@mantine/core';
import type { RequestDraft } from '#contract/requests.ts';
import { useWorkbench } from '../workbench.ts';
import { RowList } from './RowList.tsx';

type Variable = RequestDraft['variables'][number];

const blank: Variable = { name: '', value: '', enabled: true };
const nameOf = ({ name }: Variable) => name || 'the new variable';

/** Values of this request alone. */
export function VariablesTab() {
  const { draft, change } = useWorkbench();
  return (
    <>
      <Text size="xs" c="dimmed" mb="xs">
        They hold in this request and override those of folders, collections and environments. Write {'{{name}}'} where
        the value belongs.
      </Text>
      <RowList
        label="Variables of the request"
        rows={draft.variables}
        nameOf={nameOf}
        blank={blank}
        add="Add a variable"
        empty="The request has no variables of its own."
        onChange={(variables) => change({ variables })}
      >
        {(variable, set) => (
          <>
            <TextInput
              size="xs"
              style={{ flex: '2 1 120px' }}
              aria-label="Name of the variable"
              placeholder="Name"
              value={variable.name}
              maxLength={200}
              spellCheck={false}
              error={duplicate(draft.variables, variable)}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              style={{ flex: '3 1 160px' }}
              aria-label={`Value of ${nameOf(variable)}`}
              placeholder="Value"
              value={variable.value}
              spellCheck={false}
              onChange={(event) => set({ value: event.currentTarget.value })}
            />
          </>
        )}
      </RowList>
    </>
  );
}

/** Of two with a name, the later one counts. */
function duplicate(all: readonly Variable[], one: Variable): string | undefined {
  const same = all.filter(({ name, enabled }) => enabled && name !== '' && name === one.name);
  return one.enabled && same.length > 1 && same.at(-1) !== one
    ? 'A later one has the same name and counts.'
    : undefined;
}
