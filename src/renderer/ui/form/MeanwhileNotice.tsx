import { Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { Notice } from '../Notice.tsx';
import { fieldWords, valueWords } from './meanwhileWords.ts';
import type { SaveForm } from './useForm.ts';

/** Shows both values of every field that was changed here and elsewhere, to choose from, and names what was taken over. */
export function MeanwhileNotice<Values extends object, Result>({ form }: { form: SaveForm<Values, Result> }) {
  const { conflicts, takenOver, choose } = form.meanwhile;
  const names = Object.keys(conflicts) as (keyof Values & string)[];
  if (names.length === 0 && takenOver.length === 0) return null;
  return (
    <Notice role="alert" color="orange" icon={<IconArrowsSplit2 aria-hidden />} title="Changed elsewhere">
      <Stack gap="sm">
        {takenOver.length > 0 && (
          <Text size="sm">
            {takenOver.map((name) => fieldWords(name)).join(', ')}: the form now shows the new values.
          </Text>
        )}
        {names.length > 0 && (
          <Text size="sm">You changed these too. Choose what to save; nothing was overwritten.</Text>
        )}
        {names.map((name) => (
          <Conflict
            key={name}
            name={fieldWords(name)}
            theirs={form.words(name, conflicts[name]) ?? valueWords(conflicts[name], form.values[name])}
            mine={form.words(name, form.values[name]) ?? valueWords(form.values[name], conflicts[name])}
            onChoose={(which) => choose(name, which)}
          />
        ))}
      </Stack>
    </Notice>
  );
}

interface ConflictProps {
  name: string;
  theirs: string;
  mine: string;
  onChoose(which: 'mine' | 'theirs'): void;
}

/** What stands and what was typed, to choose from. */
export function Conflict({ name, theirs, mine, onChoose }: ConflictProps) {
  const long = { overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' } as const;
  return (
    <Stack gap={4} role="group" aria-label={name}>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <Text size="sm" style={long}>
        Saved: {theirs}
      </Text>
      <Text size="sm" style={long}>
        Yours: {mine}
      </Text>
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={() => onChoose('theirs')}>
          Use theirs
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onChoose('mine')}>
          Keep mine
        </Button>
      </Group>
    </Stack>
  );
}
