import { Checkbox, Fieldset, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { FormField } from '#contract/credentialForms.ts';
import { sentAs } from '#core/credentials/sentAs.ts';
import { PlacementFields } from '../fields.tsx';
import { ClientSecretFields } from '../oauth/ClientFields.tsx';
import { OAuthFields } from '../oauth/OAuthFields.tsx';
import { type CredentialDraft, pairsIn, placementOf, shownFields, textIn } from './credentialDraft.ts';
import { NamedValueList } from './NamedValueList.tsx';
import { PemField, SecretInput } from './SecretInputs.tsx';

interface DynamicFormProps {
  integrationId: IntegrationId;
  draft: CredentialDraft;
  /** Its secret is in the vault already; an empty field keeps it. */
  stored?: boolean;
  /** Only the secret is replaced; settings stay. */
  secretOnly?: boolean;
  onChange(draft: CredentialDraft): void;
  /** In place of `onChange` where the definition fills something in, which nobody typed. */
  onLoad?(draft: CredentialDraft): void;
}

/** The fields that a kind of credential declares. */
export function DynamicForm(given: DynamicFormProps) {
  const { stored = false, secretOnly = false, onLoad = given.onChange } = given;
  const props = { ...given, stored, secretOnly, onLoad };
  return inRows(shownFields(given.draft, secretOnly)).map((row) => {
    const fields = row.map((field) => <Field key={field.name} {...props} field={field} />);
    const name = row[0]?.name;
    return row.length === 1 ? (
      <Fragment key={name}>{fields}</Fragment>
    ) : (
      <Group key={name} grow align="flex-start">
        {fields}
      </Group>
    );
  });
}

/** Short settings that follow each other stand side by side. */
function inRows(fields: readonly FormField[]): FormField[][] {
  const rows: FormField[][] = [];
  for (const field of fields) {
    const last = rows.at(-1);
    if (last !== undefined && isShort(field) && last.every(isShort)) last.push(field);
    else rows.push([field]);
  }
  return rows;
}

const isShort = ({ type, setting }: FormField) => setting && (type === 'text' || type === 'select');

interface FieldProps extends Required<DynamicFormProps> {
  field: FormField;
}

function Field({ field, ...props }: FieldProps) {
  const { draft, stored, onChange } = props;
  const { name, label } = field;
  const required = stored ? field.required.stored : field.required.new;
  const set = (value: CredentialDraft['values'][string]) =>
    onChange({ ...draft, values: { ...draft.values, [name]: value } });
  const common = { label, description: describe(field, draft, stored || (props.secretOnly && !field.required.new)) };
  const text = textIn(draft.values, name);
  const canEmpty = field.canBeEmpty === true && (stored || props.secretOnly);
  const isEmpty = canEmpty && draft.values[name] === null;
  const emptying = canEmpty ? { label, isEmpty, onChange: (empty: boolean) => set(empty ? null : '') } : null;
  switch (field.type) {
    case 'text':
      return (
        <Emptiable emptying={emptying}>
          <TextInput
            {...common}
            required={required}
            disabled={isEmpty}
            placeholder={field.placeholder}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => set(event.currentTarget.value)}
          />
        </Emptiable>
      );
    case 'secret':
      return (
        <Emptiable emptying={emptying}>
          <SecretInput
            {...common}
            required={field.required.new}
            stored={stored && field.required.new}
            disabled={isEmpty}
            value={text}
            onChange={set}
          />
        </Emptiable>
      );
    case 'pem':
      return <PemField {...common} required={required} value={text} onChange={set} />;
    case 'select':
      return (
        <Select
          {...common}
          allowDeselect={false}
          data={field.options}
          value={text}
          onChange={(next) => set(next ?? '')}
        />
      );
    case 'checkbox':
      return (
        <Checkbox
          {...common}
          checked={draft.values[name] === true}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      );
    case 'namedSecrets':
      return <NamedSecrets {...common} field={field} value={pairsIn(draft.values, name)} onChange={set} />;
    case 'placement':
      return <PlacementFields value={placementOf(draft)} onChange={set} />;
    case 'oauth2':
      return props.secretOnly ? <ClientSecretFields {...props} /> : <OAuthFields {...props} />;
  }
}

interface EmptiableProps {
  /** Null where something always is there. */
  emptying: { label: string; isEmpty: boolean; onChange(empty: boolean): void } | null;
  children: ReactNode;
}

/** A field that keeps what is stored while it is left empty, with a way to empty that. */
function Emptiable({ emptying, children }: EmptiableProps) {
  if (emptying === null) return children;
  return (
    <Stack gap={6}>
      {children}
      <Checkbox
        size="xs"
        label={`Send an empty ${emptying.label.toLowerCase()}`}
        checked={emptying.isEmpty}
        onChange={(event) => emptying.onChange(event.currentTarget.checked)}
      />
    </Stack>
  );
}

interface NamedSecretsProps {
  label: string;
  description: string | undefined;
  field: Extract<FormField, { type: 'namedSecrets' }>;
  value: ReturnType<typeof pairsIn>;
  onChange(pairs: ReturnType<typeof pairsIn>): void;
}

function NamedSecrets({ label, description, field, value, onChange }: NamedSecretsProps) {
  return (
    <Fieldset legend={label} variant="default">
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {description}
        </Text>
        <NamedValueList
          secret
          noun={field.nounOfOne}
          least={1}
          most={field.most}
          placeholder={field.placeholder}
          value={value}
          onChange={onChange}
        />
      </Stack>
    </Fieldset>
  );
}

/** The field's description; `{sentAs}` in it is how the secret would be sent as things stand. */
function describe(field: FormField, draft: CredentialDraft, hasOne: boolean): string | undefined {
  const words = (hasOne ? field.storedDescription : undefined) ?? field.description;
  const username = textIn(draft.values, 'username');
  return words?.replace('{sentAs}', () =>
    sentAs(draft.form.sentAs, {
      placement: placementOf(draft),
      secretHint: '••••',
      usernameHint: username === '' ? null : username,
    }),
  );
}
