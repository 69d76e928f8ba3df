import { Button, Group, List, Radio, Select, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CollectionReview } from '#contract/collections.ts';
import type { GroupId } from '#contract/common.ts';
import { counted } from '#core/counted.ts';
import { usePlacedGroups } from '#renderer/entities/collection/groups.ts';
import { useVault } from '#renderer/entities/vault/vault.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone, toastNote } from '#renderer/ui/toasts.tsx';
import classes from './interchange.module.css';
import { NoteList } from './NoteList.tsx';

interface ReviewStepProps {
  review: CollectionReview;
  /** Of what was chosen. */
  name: string;
  onBack: () => void;
  onImported: (first: GroupId | undefined) => void;
}

/** What was found, where it goes, and the yes to it. */
export function ReviewStep({ review, name, onBack, onImported }: ReviewStepProps) {
  const [keeps, setKeeps] = useState(true);
  const [into, setInto] = useState<GroupId | null>(null);
  const takeOver = useTakeOver(review, onImported);
  const { collections, environments, notes, secrets } = review;
  const nothing = collections.length + environments.length === 0;
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Title>
        <Text size="sm" c="dimmed">
          {formats[review.format] ?? review.format}
        </Text>
      </div>
      <Found review={review} />
      {secrets === 0 ? null : <SecretChoice count={secrets} keeps={keeps} onChange={setKeeps} />}
      {collections.length === 0 ? null : <TargetChoice value={into} onChange={setInto} />}
      <NoteList title="What is not taken over as it is" notes={notes} />
      <div className={classes.footer}>
        {takeOver.error === null ? null : <ErrorNotice error={takeOver.error} title="Couldn’t import" />}
        {nothing ? (
          <Text size="sm" role="status">
            There is nothing in it that can be imported.
          </Text>
        ) : null}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onBack} disabled={takeOver.isPending}>
            Choose another
          </Button>
          <Button
            data-autofocus
            loading={takeOver.isPending}
            disabled={nothing}
            onClick={() => takeOver.mutate({ into, keepSecrets: keeps })}
          >
            Import
          </Button>
        </Group>
      </div>
    </Stack>
  );
}

const formats: Record<string, string> = {
  postman: 'Postman',
  insomnia: 'Insomnia',
  bruno: 'Bruno',
  openCollection: 'OpenCollection',
  har: 'HAR',
  yaak: 'Yaak',
  curl: 'cURL commands',
  mixed: 'Files of several tools',
};

/** Imports what was reviewed. Where secrets go into a vault that is locked, it is asked for first; without it nothing happens. */
function useTakeOver({ id, secrets }: CollectionReview, onImported: ReviewStepProps['onImported']) {
  const { openVault } = useAppActions();
  const vault = useVault().data;
  const queries = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: async ({ into, keepSecrets }: { into: GroupId | null; keepSecrets: boolean }) => {
      const needsVault = keepSecrets && secrets > 0 && vault?.status !== 'unlocked';
      if (needsVault && !(await openVault())) return null;
      return client.collections.import({ id, into, keepSecrets });
    },
    onSuccess: async (done) => {
      if (done === null) return;
      await Promise.all([
        queries.invalidateQueries({ queryKey: orpc.collections.key() }),
        queries.invalidateQueries({ queryKey: orpc.environments.key() }),
      ]);
      toastDone(importedWords(done.requests, done.environments.length));
      if (done.notes.length > 0)
        toastNote(
          `${counted(done.notes.length, 'thing')} to know`,
          done.notes
            .slice(0, 3)
            .map(({ path, message }) => [...path, message].join(': '))
            .join(' '),
        );
      onImported(done.groups[0]);
    },
  });
}

const importedWords = (requests: number, environments: number): string =>
  [
    requests > 0 || environments === 0 ? counted(requests, 'request') : null,
    environments > 0 ? counted(environments, 'environment') : null,
  ]
    .filter((words) => words !== null)
    .join(' and ')
    .concat(' imported');

/** Collections and environments fit here up to so many. */
const mostNamed = 12;

function Found({ review: { collections, environments } }: { review: CollectionReview }) {
  const lines = [
    ...collections.map(({ name, requests, folders, variables }) => ({
      name,
      holds: [
        counted(requests, 'request'),
        ...(folders > 0 ? [counted(folders, 'folder')] : []),
        ...(variables > 0 ? [counted(variables, 'variable')] : []),
      ].join(', '),
    })),
    ...environments.map(({ name, variables }) => ({
      name,
      holds: `environment with ${counted(variables, 'variable')}`,
    })),
  ];
  return (
    <List size="sm" aria-label="What was found" spacing={4}>
      {lines.slice(0, mostNamed).map(({ name, holds }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may have the same name
        <List.Item key={index} style={{ overflowWrap: 'anywhere' }}>
          <Text span fw={600} size="sm">
            {name}
          </Text>{' '}
          · {holds}
        </List.Item>
      ))}
      {lines.length > mostNamed ? <List.Item>and {lines.length - mostNamed} more</List.Item> : null}
    </List>
  );
}

interface SecretChoiceProps {
  count: number;
  keeps: boolean;
  onChange: (keeps: boolean) => void;
}

function SecretChoice({ count, keeps, onChange }: SecretChoiceProps) {
  const isOne = count === 1;
  return (
    <Radio.Group
      label={`${counted(count, 'secret')} ${isOne ? 'is' : 'are'} in it`}
      value={keeps ? 'keep' : 'leave'}
      onChange={(value) => onChange(value === 'keep')}
    >
      <Stack gap={6} mt={6}>
        <Radio
          value="keep"
          label={isOne ? 'Keep it in the vault as a secret variable' : 'Keep them in the vault as secret variables'}
        />
        <Radio
          value="leave"
          label={isOne ? 'Leave it out' : 'Leave them out'}
          description={`The requests then lack ${isOne ? 'it' : 'them'} until you enter ${isOne ? 'it' : 'them'}.`}
        />
      </Stack>
    </Radio.Group>
  );
}

const beside = 'beside';

function TargetChoice({ value, onChange }: { value: GroupId | null; onChange: (into: GroupId | null) => void }) {
  const groups = usePlacedGroups();
  if (groups.length === 0) return null;
  return (
    <Select
      label="Where to"
      data={[
        { value: beside, label: 'Beside the other collections' },
        ...groups.map(({ id, path }) => ({ value: id, label: path.join(' / ') })),
      ]}
      value={value ?? beside}
      onChange={(next) => onChange(groups.find(({ id }) => id === next)?.id ?? null)}
      allowDeselect={false}
      searchable
      limit={100}
      maw={420}
    />
  );
}
