import { Group, Radio, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import type { ConnectionOption } from '#contract/assistants.ts';
import { type ConnectionKind, connectionKind } from '#contract/connections.ts';
import { useCredentialWords } from '#renderer/entities/connection/credentials.ts';
import { stateWords, visibilityWords } from '#renderer/entities/connection/words.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './chooser.module.css';
import { groupsOf } from './options.ts';
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

interface ConnectionCardProps {
  option: ConnectionOption;
  checked: boolean;
}

/** One connection to choose: whose it is, who sees it, and how it did last; or why it cannot be chosen. */
function ConnectionCard({ option, checked }: ConnectionCardProps) {
  const { id, name, owner, visibility, state, stateReason, lastCheckedAt, unfit } = option;
  const inputId = useId();
  const factsId = useId();
  const { badge } = useCredentialWords();
  return (
    <div className={classes.card} data-checked={checked || undefined} data-disabled={unfit !== null || undefined}>
      <Radio id={inputId} value={id} disabled={unfit !== null} aria-describedby={factsId} mt={2} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group justify="space-between" gap="xs" wrap="nowrap">
          <Text
            component="label"
            htmlFor={inputId}
            size="sm"
            fw={600}
            truncate
            {...(unfit !== null && { c: 'dimmed' })}
          >
            {name}
          </Text>
          <Text component="div" size="sm" style={{ flex: 'none' }}>
            <StatusBadge {...stateWords[state]} reason={stateReason} />
          </Text>
        </Group>
        <div id={factsId} className={classes.facts}>
          <span>{option.kinds.map((kind) => kindName(kind, badge)).join(' and ')}</span>
          <span>Owner: {owner.name}</span>
          <span>Visible to: {visibilityWords[visibility].toLowerCase()}</span>
          <span>
            Last checked: <RelativeTime at={lastCheckedAt} fallback="never" />
          </span>
          {stateReason !== null && <span>{stateReason}</span>}
          {unfit !== null && (
            <Text component="strong" size="xs" c="var(--mantine-color-text)">{`Cannot be chosen: ${unfit}`}</Text>
          )}
        </div>
      </div>
    </div>
  );
}

function kindName(kind: string, badge: (kind: ConnectionKind) => string): string {
  const known = connectionKind.safeParse(kind);
  return known.success ? badge(known.data) : kind;
}
