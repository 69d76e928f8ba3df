import { Radio, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import type { ConnectionOption } from '#contract/assistants.ts';
import { ConnectionCard } from './ConnectionCard.tsx';
import classes from './chooser.module.css';
import { groupsOf } from './groups.ts';
import type { Choice } from './useChooser.ts';

const without = 'without';

interface ConnectionChoicesProps {
  connections: readonly ConnectionOption[];
  /** Authentication is not needed, so that going without is a choice too. */
  optional: boolean;
  chosen: Choice;
  onChoose: (choice: Choice) => void;
  disabled: boolean;
}

/** The connections by kind, API key and OAuth2 apart. */
export function ConnectionChoices({ connections, optional, chosen, onChoose, disabled }: ConnectionChoicesProps) {
  const pick = (value: string) => onChoose(value === without ? null : connections.find(({ id }) => id === value)?.id);
  return (
    <fieldset disabled={disabled} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
      <Radio.Group label="Connection" value={chosen === null ? without : (chosen ?? '')} onChange={pick}>
        <Stack gap="md" mt="xs">
          {groupsOf(connections).map(({ group, title, options }) => (
            <Stack key={group} gap={6} role="group" aria-label={title}>
              <Text size="xs" fw={600} c="dimmed">
                {title}
              </Text>
              {options.map((option) => (
                <ConnectionCard key={option.id} option={option} checked={option.id === chosen} />
              ))}
            </Stack>
          ))}
          {optional && <WithoutCard checked={chosen === null} />}
        </Stack>
      </Radio.Group>
    </fieldset>
  );
}

function WithoutCard({ checked }: { checked: boolean }) {
  const inputId = useId();
  return (
    <div className={classes.card} data-checked={checked || undefined}>
      <Radio id={inputId} value={without} mt={2} />
      <div>
        <Text component="label" htmlFor={inputId} size="sm" fw={600}>
          Without a connection
        </Text>
        <Text size="xs" c="dimmed">
          The integration can be used without authentication.
        </Text>
      </div>
    </div>
  );
}
