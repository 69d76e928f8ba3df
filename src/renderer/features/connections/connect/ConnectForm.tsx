import { Button, Stack, Text } from '@mantine/core';
import { use, useState } from 'react';
import type { CheckResult, Connection } from '#contract/connections.ts';
import type { Integration } from '#contract/integrations.ts';
import type { SignInState } from '#contract/oauth.ts';
import { UnlockForFault } from '#renderer/entities/vault/UnlockForFault.tsx';
import { client } from '#renderer/platform/client.ts';
import { DialogContext } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { ActionRow, Form, type SaveForm, useForm } from '#renderer/ui/form/index.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { hasNewSecret } from '../credential/credentialDraft.ts';
import { useVaultFirst } from '../queries.ts';
import { SignInFlow } from '../signIn/SignInFlow.tsx';
import { CheckNotice } from './CheckNotice.tsx';
import { type Choice, firstChoice } from './choices.ts';
import {
  type ConnectDraft,
  type ConnectInput,
  connectInput,
  draftReady,
  emptyDraft,
  hasSignIn,
  toInput,
} from './connectDraft.ts';
import { DraftFields, RequirementField } from './DraftFields.tsx';

interface ConnectFormProps {
  integration: Integration;
  choices: readonly Choice[];
  /** The API also answers without authentication. */
  optional: boolean;
  hosts: readonly string[];
  onClose(): void;
  onConnected?: ((connection: Connection) => void) | undefined;
}

/** The form, or why none of the ways can be connected. */
export function ConnectForm(props: ConnectFormProps) {
  const first = firstChoice(props.choices);
  if (first !== undefined) return <FirstForm {...props} first={first} />;
  return (
    <Stack>
      <RequirementField choices={props.choices} value={null} onChange={() => undefined} />
      <Text size="sm">This version of Patchbay supports none of these.</Text>
    </Stack>
  );
}

function FirstForm({ first, onClose, onConnected, ...props }: ConnectFormProps & { first: Choice }) {
  const { integration, hosts } = props;
  // After a failure the same connection is changed instead of a second one made.
  const [connection, setConnection] = useState<Connection | null>(null);
  const [editing, setEditing] = useState(true);
  const vaultFirst = useVaultFirst();
  const [initialValues] = useState(() =>
    emptyDraft({ choice: first, integrationName: integration.displayName, hosts }),
  );
  const form = useForm({
    initialValues,
    schema: connectInput,
    toInput: (draft) => toInput(integration.id, draft),
    save: async (input, draft, _edit, markSaved) => {
      await vaultFirst();
      const stored = await storeConnection(connection, input, draft);
      setConnection(stored);
      markSaved();
      if (connection === null) toastDone(`${stored.name} added`);
      return proveConnection(stored, draft);
    },
    onSaved: ({ step }) => setEditing(step !== 'signIn'),
  });
  const close = () => {
    if (connection !== null) onConnected?.(connection);
    onClose();
  };
  return (
    <Form form={form}>
      <Stack gap="md">
        {editing ? <DraftFields {...props} form={form} stored={connection !== null} /> : null}
        <ConnectOutcome
          connection={connection}
          form={form}
          ready={draftReady(form.values, connection !== null)}
          signsIn={hasSignIn(form.values)}
          editing={editing}
          unsaved={connection !== null && form.isUnsaved()}
          onEdit={() => setEditing(true)}
          onClose={close}
        />
      </Stack>
    </Form>
  );
}

interface ConnectOutcomeProps {
  /** Null until it is stored. */
  connection: Connection | null;
  form: SaveForm<ConnectDraft, Stored>;
  ready: boolean;
  /** It has a sign-in. */
  signsIn: boolean;
  /** The fields are above. */
  editing: boolean;
  /** Something was typed since it was stored. */
  unsaved: boolean;
  onEdit(): void;
  onClose(): void;
}

/** What came of it, and what can be done next. */
function ConnectOutcome(props: ConnectOutcomeProps) {
  const { connection, form, ready, signsIn, editing, onEdit, onClose } = props;
  const stored = form.pending ? undefined : form.result;
  const check = stored?.step === 'checked' ? stored.result : null;
  const signIn = !editing && stored?.step === 'signIn' ? stored : null;
  const works = check?.ok === true;
  // What was typed after that is neither stored nor checked.
  const unsaved = editing && props.unsaved;
  const dialog = use(DialogContext);
  return (
    <>
      {form.error === null ? null : (
        <ConnectFault error={form.error} stored={connection !== null} onUnlocked={() => form.submit()} />
      )}
      {check === null ? null : <CheckNotice result={check} />}
      {signIn === null || connection === null ? null : (
        <SignInFlow
          key={signIn.state?.id ?? 'anew'}
          connection={connection}
          {...(signIn.state && { begun: signIn.state })}
        />
      )}
      <ActionRow>
        {editing ? null : (
          <Button variant="subtle" onClick={onEdit}>
            Change settings
          </Button>
        )}
        <Button
          variant={works && !unsaved ? 'filled' : 'default'}
          onClick={() => (unsaved ? dialog?.close() : onClose())}
        >
          {closeWords(connection !== null, works && !unsaved, editing)}
        </Button>
        {(works && !unsaved) || !editing ? null : (
          <Button type="submit" loading={form.pending} disabled={!ready}>
            {`Save and ${signsIn ? 'sign in' : 'check'}${connection === null ? '' : ' again'}`}
          </Button>
        )}
      </ActionRow>
    </>
  );
}

function closeWords(stored: boolean, works: boolean, editing: boolean): string {
  if (!stored) return 'Cancel';
  if (works) return 'Done';
  return editing ? 'Keep and close' : 'Close';
}

/** Why nothing could be stored or checked. What was typed stays; a locked vault can be opened from here. */
function ConnectFault({ error, stored, onUnlocked }: { error: unknown; stored: boolean; onUnlocked(): void }) {
  return (
    <Stack gap="xs">
      <ErrorNotice error={error} title={stored ? 'Saved, but not checked' : 'Couldn’t save the connection'} />
      <Text size="sm" c="dimmed">
        Nothing you entered was lost.
      </Text>
      <UnlockForFault error={error} onUnlocked={onUnlocked} />
    </Stack>
  );
}

/** What followed after it was stored. */
type Stored = { step: 'checked'; result: CheckResult } | { step: 'signIn'; state: SignInState | null };

/** Stores a connection; one that is stored already, as after a check that failed, is changed. */
async function storeConnection(
  stored: Connection | null,
  input: ConnectInput,
  draft: ConnectDraft,
): Promise<Connection> {
  if (stored === null) return client.connections.create(input);
  const { name, visibility, allowedHosts, expiresAt, values, more = [] } = input;
  const changes = { name, visibility, allowedHosts, expiresAt };
  // The first secret goes with the settings: an address elsewhere is only taken together with it.
  let changed = await client.connections.update({ id: stored.id, changes, values });
  for (const [index, part] of more.entries()) {
    const typed = draft.parts[index + 1];
    if (typed === undefined || !hasNewSecret(typed)) continue;
    changed = await client.connections.replaceSecret({ id: stored.id, part: index + 1, values: part.values });
  }
  return changed;
}

/** Checks a connection that was stored, or begins its sign-in. */
async function proveConnection({ id, integrationId }: Connection, draft: ConnectDraft): Promise<Stored> {
  if (hasSignIn(draft)) return { step: 'signIn', state: await beginSignIn(id) };
  return { step: 'checked', result: await client.connections.check({ integrationId, connectionId: id }) };
}

/** Null where the person has to be asked first: then the sign-in begins again where it is shown, and asks. */
async function beginSignIn(connectionId: Connection['id']): Promise<SignInState | null> {
  try {
    return await client.oauth.signIn({ connectionId });
  } catch (error) {
    if (readFault(error).code === 'ORIGIN_UNCONFIRMED') return null;
    throw error;
  }
}
