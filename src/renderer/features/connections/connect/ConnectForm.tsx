import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Integration } from '#contract/integrations.ts';
import { HostsField } from '../HostsField.tsx';
import { PlacementFields } from '../PlacementFields.tsx';
import { VisibilityField } from '../VisibilityField.tsx';
import { CheckNotice } from './CheckNotice.tsx';
import { ConnectFault } from './ConnectFault.tsx';
import { RequirementField } from './RequirementField.tsx';
import { SecretFields } from './SecretFields.tsx';
import { firstOption, type SchemeOption } from './schemeOptions.ts';
import { type ConnectDraft, useConnect } from './useConnect.ts';

interface ConnectFormProps {
  integration: Integration;
  options: readonly SchemeOption[];
  /** The API also answers without authentication. */
  optional: boolean;
  hosts: readonly string[];
  onClose(): void;
}

/** The form, or why none of the ways can be connected yet. */
export function ConnectForm(props: ConnectFormProps) {
  const first = firstOption(props.options);
  if (first !== undefined) return <Form {...props} first={first} />;
  return (
    <Stack>
      <RequirementField options={props.options} value={null} onChange={() => undefined} />
      <Text size="sm">None of these can be connected with this version.</Text>
    </Stack>
  );
}

function Form({ integration, options, optional, hosts, onClose, first }: ConnectFormProps & { first: SchemeOption }) {
  const [draft, setDraft] = useState<ConnectDraft>(() => ({
    option: first,
    placement: placementOf(first),
    name: `${integration.displayName} – ${first.title}`.slice(0, 120),
    username: '',
    secret: '',
    allowedHosts: [...hosts],
    visibility: 'private',
  }));
  const { made, save } = useConnect(integration.id);
  const change = (changes: Partial<ConnectDraft>) => setDraft((now) => ({ ...now, ...changes }));
  const choose = (option: SchemeOption) => change({ option, placement: placementOf(option) });
  const done = save.data?.ok === true && !save.isPending;
  const ready = draft.name.trim() !== '' && (draft.secret !== '' || made !== null) && draft.allowedHosts.length > 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate(draft);
      }}
    >
      <Stack gap="md">
        {optional ? (
          <Text size="sm" c="dimmed">
            {integration.displayName} also answers without authentication.
          </Text>
        ) : null}
        <RequirementField options={options} value={draft.option} disabled={made !== null} onChange={choose} />
        <TextInput
          label="Name"
          required
          maxLength={120}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        {draft.option.byHand && draft.option.kind === 'apiKey' ? (
          <PlacementFields value={draft.placement} onChange={(placement) => change({ placement })} />
        ) : null}
        <SecretFields draft={draft} stored={made !== null} onChange={change} />
        <HostsField value={draft.allowedHosts} onChange={(allowedHosts) => change({ allowedHosts })} />
        <VisibilityField value={draft.visibility} onChange={(visibility) => change({ visibility })} />
        {save.isError ? <ConnectFault error={save.error} stored={made !== null} /> : null}
        {save.data === undefined || save.isPending ? null : <CheckNotice result={save.data} />}
        <Group justify="flex-end">
          <Button variant={done ? 'filled' : 'default'} onClick={onClose}>
            {made === null ? 'Cancel' : done ? 'Done' : 'Keep it and close'}
          </Button>
          {done ? null : (
            <Button type="submit" loading={save.isPending} disabled={!ready}>
              {made === null ? 'Save and check' : 'Save and check again'}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function placementOf(option: SchemeOption): ConnectDraft['placement'] {
  return option.placement ?? { in: 'header', name: 'Authorization', prefix: '' };
}
