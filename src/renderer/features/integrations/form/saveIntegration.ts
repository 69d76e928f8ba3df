import { type Integration, integrationFields } from '#contract/integrations.ts';
import { client } from '#renderer/platform/client.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { type FormValues, toFields } from './formValues.ts';

export interface LogoChange {
  /** Base64 of the file; null goes back to the provider's logo. */
  data: string | null;
  /** Why the file cannot be a logo, as far as the page can tell. */
  problem: string | null;
}

/**
 * Stores the form. A new integration whose logo is refused stands all the same, and that is told by a message: sending
 * the form again would make another one.
 */
export async function saveIntegration(
  values: FormValues,
  existing: Integration | undefined,
  logoChange: LogoChange | null,
): Promise<Integration> {
  const fields = integrationFields.parse(toFields(values));
  if (existing !== undefined) {
    const saved = await client.integrations.update({ id: existing.id, changes: fields });
    return logoChange === null ? saved : client.integrations.setLogo({ id: saved.id, data: logoChange.data });
  }
  const created = await client.integrations.create({ ...fields, ...credentialsOf(values) });
  if (logoChange === null) return created;
  try {
    return await client.integrations.setLogo({ id: created.id, data: logoChange.data });
  } catch (error) {
    toastFault(error, `${created.displayName} was created without the logo`);
    return created;
  }
}

function credentialsOf({ username, secret }: FormValues) {
  if (secret === '') return {};
  return { credentials: { secret, ...(username !== '' && { username }) } };
}
