import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { z } from 'zod';
import type { GroupRow, RequestGroup } from '#contract/collections.ts';
import { type GroupId, givenName } from '#contract/common.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ActionRow, Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { useCollections } from '../queries.ts';
import { groupsAbove } from './collectionRows.ts';

const fields = z.object({ name: givenName });

/** Asks for the name of a new collection, or of a folder in a group, and makes it. */
export function openNewGroup(
  parent: Pick<GroupRow, 'id' | 'name'> | null,
  onMade: (group: RequestGroup) => void,
): void {
  openDialog((close) => (
    <Dialog title={parent === null ? 'New collection' : `New folder in ${parent.name}`} onClose={close}>
      <NewGroupForm
        parentId={parent?.id ?? null}
        onClose={close}
        onMade={(group) => {
          close();
          onMade(group);
        }}
      />
    </Dialog>
  ));
}

interface NewGroupFormProps {
  parentId: GroupId | null;
  onClose(): void;
  onMade(group: RequestGroup): void;
}

function NewGroupForm({ parentId, onClose, onMade }: NewGroupFormProps) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: '' },
    schema: fields,
    save: async ({ name }) => {
      const made = await client.collections.saveGroup({ name, parentId });
      await queries.invalidateQueries({ queryKey: orpc.collections.key() });
      return made;
    },
    onSaved: onMade,
  });
  return (
    <Form form={form}>
      <Stack gap="sm">
        <TextInput label="Name" required maxLength={120} {...form.fields.getInputProps('name')} />
        <FormFault form={form} />
        <FormActions form={form} action="Create" onCancel={onClose} />
      </Stack>
    </Form>
  );
}

interface GroupSelectProps {
  label: string;
  value: GroupId | null;
  onChange(id: GroupId | null): void;
  /** Groups that cannot be chosen. */
  without?: ReadonlySet<string>;
}

/** Chooses a collection or folder, by its whole path, or makes a collection. */
export function GroupSelect({ label, value, onChange, without = nothing }: GroupSelectProps) {
  const groups = useCollections().data?.groups;
  const options = useMemo(() => groupOptions(groups ?? [], without), [groups, without]);
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <Select
        label={label}
        flex={1}
        data={options}
        value={value ?? ''}
        onChange={(chosen) => onChange(groups?.find(({ id }) => id === chosen)?.id ?? null)}
        allowDeselect={false}
        searchable
        maxDropdownHeight={260}
        nothingFoundMessage="No collection has this name."
      />
      <Button
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => openNewGroup(null, ({ id }) => onChange(id))}
      >
        New collection
      </Button>
    </Group>
  );
}

const nothing: ReadonlySet<string> = new Set();

/** Every group under the names of all that hold it, in the order of the alphabet, after the place beside the collections. */
export function groupOptions(groups: readonly GroupRow[], without: ReadonlySet<string>) {
  const options = groups.flatMap(({ id }) => {
    const path = groupsAbove(groups, id);
    return path.some((group) => without.has(group.id))
      ? []
      : [{ value: id as string, label: path.map(({ name }) => name).join(' › ') }];
  });
  options.sort((a, b) => a.label.localeCompare(b.label));
  return [{ value: '', label: 'No collection' }, ...options];
}

/** Asks where things go. */
export function openMoveTo(
  title: string,
  without: ReadonlySet<string>,
  onChosen: (into: GroupId | null, words: string) => void,
): void {
  openDialog((close) => (
    <Dialog title={title} onClose={close}>
      <MoveTo
        without={without}
        onClose={close}
        onChosen={(into, words) => {
          close();
          onChosen(into, words);
        }}
      />
    </Dialog>
  ));
}

interface MoveToProps {
  without: ReadonlySet<string>;
  onClose(): void;
  onChosen(into: GroupId | null, words: string): void;
}

function MoveTo({ without, onClose, onChosen }: MoveToProps) {
  const groups = useCollections().data?.groups ?? [];
  const [into, setInto] = useState<GroupId | null>(null);
  const name = groups.find(({ id }) => id === into)?.name;
  return (
    <Stack gap="sm">
      <GroupSelect label="Collection or folder" value={into} onChange={setInto} without={without} />
      <ActionRow>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => onChosen(into, name === undefined ? 'out of all collections' : `into ${name}`)}>
          Move
        </Button>
      </ActionRow>
    </Stack>
  );
}
