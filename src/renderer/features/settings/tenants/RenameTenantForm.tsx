import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Tenant } from '#contract/tenants.ts';
import { orpc } from '#renderer/platform/client.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { NameForm } from './NameForm.tsx';

/** Gives a tenant another name. */
export function RenameTenantForm({ tenant, onClose }: { tenant: Tenant; onClose(): void }) {
  const queries = useQueryClient();
  const rename = useMutation(
    orpc.tenants.rename.mutationOptions({
      meta: { quiet: true },
      onSuccess: async (renamed) => {
        toastDone(`${tenant.name} is called ${renamed.name} now.`);
        onClose();
        await queries.invalidateQueries({ queryKey: orpc.tenants.key() });
      },
    }),
  );
  return (
    <NameForm
      label="Name"
      initial={tenant.name}
      action="Rename"
      pending={rename.isPending}
      error={rename.error}
      onSubmit={(name) => rename.mutate({ tenantId: tenant.id, name })}
      onClose={onClose}
    />
  );
}
