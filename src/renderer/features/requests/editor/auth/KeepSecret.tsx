import { Select, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { type VariableOwner, variableName } from '#contract/environments.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

/** Where a secret variable can be made. */
export interface KeepPlace {
  readonly owner: VariableOwner;
  /** In words: `environment Staging`. */
  readonly label: string;
}

interface KeepSecretProps {
  /** What the secret is, for example `Token`. */
  what: string;
  secret: string;
  places: readonly KeepPlace[];
  /** Told the name of the variable that holds it now. */
  onKept(name: string): void;
  onClose(): void;
}

const fields = z.object({ name: variableName, place: z.string() });

/** Keeps a secret that was typed as a variable, in the vault. */
export function KeepSecret({ what, secret, places, onKept, onClose }: KeepSecretProps) {
  const queries = useQueryClient();
  const data = places.map(({ owner, label }) => ({ value: owner.id as string, label }));
  const form = useForm({
    initialValues: { name: '', place: data[0]?.value ?? '' },
    schema: fields,
    save: async ({ name, place }) => {
      const owner = (places.find((each) => each.owner.id === place) ?? places[0])?.owner;
      if (owner === undefined) return null;
      return client.environments.setVariable({ owner, name, kind: 'secret', secret });
    },
    onSaved: (kept) => {
      if (kept === null) return;
      void queries.invalidateQueries({ queryKey: orpc.environments.key() });
      toastDone(`${what} kept as {{${kept.name}}}`);
      onKept(kept.name);
      onClose();
    },
    fieldOf: ({ code }) => (code === 'VARIABLE_EXISTS' ? 'name' : undefined),
  });
  return (
    <Dialog title="Keep as a secret variable" onClose={onClose}>
      <Form form={form}>
        <Stack gap="sm">
          <Text size="sm">
            The value goes into the vault, encrypted. The request then names it, and can be saved and shared as it is.
          </Text>
          <TextInput
            label="Name of the variable"
            required
            spellCheck={false}
            placeholder="apiToken"
            {...form.fields.getInputProps('name')}
          />
          <Select label="Kept in" data={data} allowDeselect={false} {...form.fields.getInputProps('place')} />
          <FormFault form={form} />
          <FormActions form={form} action="Keep" onCancel={onClose} />
        </Stack>
      </Form>
    </Dialog>
  );
}
