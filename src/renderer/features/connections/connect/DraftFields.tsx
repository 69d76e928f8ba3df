import { Fieldset, Radio, Stack, Text, TextInput } from '@mantine/core';
import type { Integration } from '#contract/integrations.ts';
import type { SaveForm } from '#renderer/ui/form/index.ts';
import type { CredentialDraft } from '../credential/credentialDraft.ts';
import { DynamicForm } from '../credential/DynamicForm.tsx';
import { ExpiryField, HostsField, VisibilityField } from '../fields.tsx';
import type { Choice } from './choices.ts';
import { type ConnectDraft, emptyDraft } from './connectDraft.ts';

interface DraftFieldsProps {
  form: SaveForm<ConnectDraft, unknown>;
  integration: Integration;
  choices: readonly Choice[];
  optional: boolean;
  hosts: readonly string[];
  /** It is stored already; empty secrets stay as they are. */
  stored: boolean;
}

/** Everything that a person says of a connection. */
export function DraftFields({ form, integration, choices, optional, hosts, stored }: DraftFieldsProps) {
  const integrationName = integration.displayName;
  const { values: draft, set, fields } = form;
  // Several parts may load their settings at the same time.
  const setPart = (index: number, part: CredentialDraft) =>
    fields.setValues(({ parts = [] }) => ({ parts: parts.with(index, part) }));
  const choose = (choice: Choice) => {
    const { parts, name } = emptyDraft({ choice, integrationName, hosts });
    const untouched = draft.name === emptyDraft({ choice: draft.choice, integrationName, hosts }).name;
    set({ choice, parts, name: untouched ? name : draft.name });
  };
  return (
    <>
      {optional ? (
        <Text size="sm" c="dimmed">
          {integrationName} also answers without authentication.
        </Text>
      ) : null}
      <RequirementField choices={choices} value={draft.choice} disabled={stored} onChange={choose} />
      <TextInput label="Name" required maxLength={120} {...fields.getInputProps('name')} />
      {draft.parts.map((part, index) => (
        <Part
          key={`${part.schemeKey} ${part.form.kind}`}
          part={part}
          heading={draft.parts.length > 1 ? `${index + 1}. ${part.form.badge} · ${part.title}` : null}
        >
          {/* The method and the name are filled in already. */}
          <Stack gap="md" data-autofocus={index === 0 || undefined}>
            <DynamicForm
              integrationId={integration.id}
              draft={part}
              stored={stored}
              onChange={(next) => setPart(index, next)}
              onLoad={(next) => {
                setPart(index, next);
                fields.resetDirty({ ...fields.getInitialValues(), parts: fields.getValues().parts });
              }}
            />
          </Stack>
        </Part>
      ))}
      {draft.parts.some((part) => part.form.tellsExpiry) ? null : (
        <ExpiryField value={draft.expiresAt} onChange={(expiresAt) => set({ expiresAt })} />
      )}
      <HostsField value={draft.allowedHosts} onChange={(allowedHosts) => set({ allowedHosts })} />
      <VisibilityField value={draft.visibility} onChange={(visibility) => set({ visibility })} />
    </>
  );
}

interface PartProps {
  part: CredentialDraft;
  /** Null where there is only one. */
  heading: string | null;
  children: React.ReactNode;
}

/** Where the API asks for several secrets, each is under its own heading. */
function Part({ heading, children }: PartProps) {
  if (heading === null) return children;
  return (
    <Fieldset legend={heading}>
      <Stack gap="md">{children}</Stack>
    </Fieldset>
  );
}

interface RequirementFieldProps {
  choices: readonly Choice[];
  value: Choice | null;
  disabled?: boolean;
  onChange(choice: Choice): void;
}

/** Which of the ways that the API accepts is connected; those that cannot be say why. */
export function RequirementField({ choices, value, disabled = false, onChange }: RequirementFieldProps) {
  return (
    <Radio.Group
      label="Authentication method"
      value={value?.id ?? null}
      onChange={(id) => {
        const choice = choices.find((one) => one.id === id);
        if (choice !== undefined) onChange(choice);
      }}
    >
      <Stack gap={8} mt={6}>
        {choices.map((choice) => (
          <Radio
            key={choice.id}
            value={choice.id}
            disabled={disabled || choice.unsupported !== null}
            label={choice.title}
            description={
              choice.unsupported ?? (choice.parts.length > 1 ? 'The API needs all of these together.' : null)
            }
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
