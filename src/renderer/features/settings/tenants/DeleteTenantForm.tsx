import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Tenant } from '#contract/tenants.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';

/** Deletes a tenant with everything in it, after its name was typed. */
export function DeleteTenantForm({ tenant, onClose }: { tenant: Tenant; onClose(): void }) {
  const [confirmName, setConfirmName] = useState('');
  const queries = useQueryClient();
  const remove = useMutation(
    orpc.tenants.remove.mutationOptions({
      meta: { quiet: true },
      onSuccess: async () => {
        toastDone(`${tenant.name} is deleted.`);
        onClose();
        await queries.invalidateQueries();
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate({ tenantId: tenant.id, confirmName });
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          Its integrations, definitions, connections with their secrets, saved requests, history and activity are
          deleted. This cannot be undone. A backup from before brings it back.
        </Text>
        <TextInput
          label={`Type ${tenant.name} to confirm`}
          required
          data-autofocus
          autoComplete="off"
          value={confirmName}
          onChange={(event) => setConfirmName(event.currentTarget.value)}
        />
        {remove.isError ? <ErrorNotice error={remove.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red" loading={remove.isPending} disabled={confirmName !== tenant.name}>
            Delete the tenant
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
