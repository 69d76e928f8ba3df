import { useMutation, useQueryClient } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { NameForm } from './NameForm.tsx';

/** Makes a tenant, of which the person is admin. */
export function CreateTenantForm({ onClose }: { onClose(): void }) {
  const queries = useQueryClient();
  const create = useMutation(
    orpc.tenants.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: async (tenant) => {
        toastDone(`${tenant.name} was made. Switch to it to fill it.`);
        onClose();
        await queries.invalidateQueries({ queryKey: orpc.tenants.key() });
      },
    }),
  );
  return (
    <NameForm
      label="Name"
      initial=""
      action="Make it"
      pending={create.isPending}
      error={create.error}
      onSubmit={(name) => create.mutate({ name })}
      onClose={onClose}
    />
  );
}
