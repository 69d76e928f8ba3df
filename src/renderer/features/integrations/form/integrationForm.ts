import { z } from 'zod';
import type { IntegrationId } from '#contract/common.ts';
import { type Integration, integrationFields, type JsonFieldName } from '#contract/integrations.ts';
import type { Edit } from '#core/edit/edit.ts';
import { jsonFault } from '#core/json/places.ts';
import { client } from '#renderer/platform/client.ts';
import { type SaveForm, useForm } from '#renderer/ui/form/index.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { type FormValues, toFields, valuesOfFields, valuesOfIntegration } from './formValues.ts';

const logoChange = z
  .object({ data: z.string().nullable(), problem: z.string().nullable() })
  .superRefine(({ problem }, context) => {
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
const schema = integrationFields.extend({ logo: logoChange.nullable() });

export type IntegrationFormState = SaveForm<FormValues, Integration>;

/** The form of an integration. `existing` is changed; without it a new one is made. */
export function useIntegrationForm(
  initialValues: FormValues,
  existing: Integration | undefined,
  onSaved: (integration: Integration) => void,
): IntegrationFormState {
  return useForm({
    initialValues,
    schema,
    toInput: (values) => ({ ...toFields(values), logo: values.logo }),
    stored: existing && valuesOfIntegration(existing),
    fromStored: valuesOfFields,
    save: (input, values, edit) =>
      existing === undefined ? createIntegration(input, values) : saveEdit(existing.id, input, edit),
    onSaved,
    fieldOf: ({ field }) => (field === 'data' ? 'logo' : field),
  });
}

type Input = z.infer<typeof schema>;

/** Sends what was changed, with what was there when the form was opened. */
async function saveEdit(id: IntegrationId, { logo }: Input, edit: Edit<Input>): Promise<Integration> {
  const { logo: _logo, ...changes } = edit.changes;
  const { logo: _before, ...expected } = edit.expected;
  const saved = await client.integrations.update({ id, changes, expected });
  return logo === null ? saved : client.integrations.setLogo({ id, data: logo.data });
}

/** A new integration whose logo is refused stands anyway, and a message says so: sending the form again would make another one. */
async function createIntegration({ logo, ...fields }: Input, values: FormValues): Promise<Integration> {
  const created = await client.integrations.create({ ...fields, credentials: credentialsOf(values) });
  if (logo === null) return created;
  try {
    return await client.integrations.setLogo({ id: created.id, data: logo.data });
  } catch (error) {
    toastFault(error, `${created.displayName} was created without the logo`);
    return created;
  }
}

function credentialsOf({ username, secret, manualAuth }: FormValues) {
  // Some APIs take their key as the user name, with no password.
  if (secret === '' && (username === '' || manualAuth.kind !== 'basic')) return undefined;
  return { secret, username: username === '' ? undefined : username };
}

interface PlacedProblem {
  message: string;
  line: number;
  column?: number;
}

/** What is wrong with a field that holds JSON, with its place; broken JSON is found while it is typed. */
export function jsonProblems(form: IntegrationFormState, name: JsonFieldName): PlacedProblem[] {
  const message = form.fields.errors[name];
  const text = form.values[name];
  if (message === undefined || message === null) {
    const place = text.trim() === '' ? null : jsonFault(text);
    return place === null ? [] : [{ message: 'This is not valid JSON.', line: place.line, column: place.column }];
  }
  const { line = 1, column } = (form.faultField === name && form.fault) || {};
  return [{ message: String(message), line, ...(column !== undefined && { column }) }];
}
