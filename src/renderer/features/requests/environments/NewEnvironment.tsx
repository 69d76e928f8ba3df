import { Input, Stack, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { givenName } from '#contract/common.ts';
import { type Environment, environment } from '#contract/environments.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { ColorChoice } from './ColorChoice.tsx';

const fields = z.object({ name: givenName, color: environment.shape.color, isProduction: z.boolean() });

/** Asks for a new environment and makes it. */
export function openNewEnvironment(onMade: (made: Environment) => void): void {
  openDialog((close) => (
    <Dialog title="New environment" onClose={close}>
      <NewEnvironmentForm
        onClose={close}
        onMade={(made) => {
          close();
          onMade(made);
        }}
      />
    </Dialog>
  ));
}

function NewEnvironmentForm({ onClose, onMade }: { onClose(): void; onMade(made: Environment): void }) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: '', color: null as string | null, isProduction: false },
    schema: fields,
    save: async (input) => {
      const made = await client.environments.create(input);
      await queries.invalidateQueries({ queryKey: orpc.environments.key() });
      return made;
    },
    onSaved: onMade,
  });
  return (
    <Form form={form}>
      <Stack gap="sm">
        <TextInput label="Name" required maxLength={120} {...form.fields.getInputProps('name')} />
        <Input.Wrapper label="Colour" labelElement="div">
          <ColorChoice color={form.values.color} onChange={(color) => form.set({ color })} />
        </Input.Wrapper>
        <Switch
          label="Production"
          description="Asks before it sends anything but GET, HEAD and OPTIONS."
          checked={form.values.isProduction}
          onChange={(event) => form.set({ isProduction: event.currentTarget.checked })}
        />
        <FormFault form={form} />
        <FormActions form={form} action="Create" onCancel={onClose} />
      </Stack>
    </Form>
  );
}
