import { Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type Tenant, tenantsContract } from '#contract/tenants.ts';
import { client, inputOf, orpc } from '#renderer/platform/client.ts';
import { useSession } from '#renderer/session/session.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

/** Opens what makes a tenant, of which the person is admin. */
export function openCreateTenant(): void {
  openDialog((close) => (
    <Dialog title="New tenant" onClose={close}>
      <CreateTenantForm onClose={close} />
    </Dialog>
  ));
}

/** Opens what gives a tenant another name. */
export function openRenameTenant(tenant: Tenant): void {
  openDialog((close) => (
    <Dialog title={`Rename ${tenant.name}`} onClose={close}>
      <RenameTenantForm tenant={tenant} onClose={close} />
    </Dialog>
  ));
}

/** Opens what deletes a tenant with everything in it. */
export function openDeleteTenant(tenant: Tenant): void {
  openDialog((close) => (
    <Dialog title={`Delete ${tenant.name}?`} onClose={close}>
      <DeleteTenantForm tenant={tenant} onClose={close} />
    </Dialog>
  ));
}

interface TenantFormProps {
  tenant: Tenant;
  onClose(): void;
}

function CreateTenantForm({ onClose }: Pick<TenantFormProps, 'onClose'>) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: '' },
    schema: inputOf(tenantsContract.create),
    save: (input) => client.tenants.create(input),
    onSaved: ({ name }) => {
      toastDone(`${name} created`);
      onClose();
      void queries.invalidateQueries({ queryKey: orpc.tenants.key() });
    },
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus maxLength={120} {...form.fields.getInputProps('name')} />
        <FormFault form={form} />
        <FormActions form={form} action="Create" onCancel={onClose} disabled={form.values.name.trim() === ''} />
      </Stack>
    </Form>
  );
}

function RenameTenantForm({ tenant, onClose }: TenantFormProps) {
  const current = useSession();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: tenant.name },
    schema: inputOf(tenantsContract.rename),
    stored: { name: current?.tenants.find(({ id }) => id === tenant.id)?.name ?? tenant.name },
    toInput: ({ name }) => ({ tenantId: tenant.id, name }),
    save: (input, _values, { expected: { name } }) => client.tenants.rename({ ...input, expected: { name } }),
    onSaved: ({ name }) => {
      toastDone(`${tenant.name} renamed to ${name}`);
      onClose();
      void queries.invalidateQueries({ queryKey: orpc.tenants.key() });
    },
  });
  const name = form.values.name.trim();
  return (
    <Form form={form}>
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus maxLength={120} {...form.fields.getInputProps('name')} />
        <FormFault form={form} />
        <FormActions form={form} action="Rename" onCancel={onClose} disabled={name === '' || name === tenant.name} />
      </Stack>
    </Form>
  );
}

/** A tenant goes only after its name was typed. */
function DeleteTenantForm({ tenant, onClose }: TenantFormProps) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { confirmName: '' },
    schema: inputOf(tenantsContract.remove),
    toInput: ({ confirmName }) => ({ tenantId: tenant.id, confirmName }),
    save: (input) => client.tenants.remove(input),
    onSaved: () => {
      toastDone(`${tenant.name} is deleted`);
      onClose();
      void queries.invalidateQueries();
    },
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">
          Its integrations, definitions, connections with their secrets, saved requests, history and activity are
          deleted. This cannot be undone. A backup from before brings it back.
        </Text>
        {tenant.hint === undefined ? null : (
          <Text size="sm">
            You have several tenants of this name. This is the one that says: <b>{tenant.hint}</b>.
          </Text>
        )}
        <TextInput
          label={`Type ${tenant.name} to confirm`}
          required
          data-autofocus
          autoComplete="off"
          {...form.fields.getInputProps('confirmName')}
        />
        <FormFault form={form} />
        <FormActions
          form={form}
          action="Delete tenant"
          color="red"
          onCancel={onClose}
          disabled={form.values.confirmName !== tenant.name}
        />
      </Stack>
    </Form>
  );
}
