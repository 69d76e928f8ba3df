import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { useCredentialWords } from '#renderer/entities/connection/credentials.ts';
import { useChosenConnection, useConnectionsOf } from '../../queries.ts';
import { type AuthChoice, type AuthState, authChoices, authOfChoice, authWords, isByHand } from './authKinds.ts';
import { HandFields } from './HandFields.tsx';
import type { KeepPlace } from './KeepSecret.tsx';

/** What is taken on from above, and from where: `collection Orders`. */
export interface InheritedAuth extends AuthState {
  readonly from: string;
}

export interface AuthFieldsProps extends AuthState {
  /** Whose connections are offered; null offers all. */
  integrationId: IntegrationId | null;
  /** It lies in a folder or collection. */
  mayInherit: boolean;
  /** What the nearest one above says; absent where none says anything. */
  inherited?: InheritedAuth | undefined;
  /** Where a typed secret can be kept as a variable. */
  keepIn?: readonly KeepPlace[];
  /** Opens the dialog that makes a connection. */
  connect?: (() => void) | undefined;
  /** What is wrong with credentials that were typed. */
  error?: string | undefined;
  onChange(changes: Partial<AuthState>): void;
}

/** How a request or group authenticates: as what is above it, by a connection, or by credentials that are typed. */
export function AuthFields({
  auth,
  connectionId,
  integrationId,
  mayInherit,
  inherited,
  keepIn = [],
  connect,
  error,
  onChange,
}: AuthFieldsProps) {
  const [isChoosing, setChoosing] = useState(false);
  const isNone = auth.kind === 'connection' && connectionId === null && !isChoosing;
  const choice: AuthChoice = isNone ? 'none' : auth.kind;
  const choose = (next: AuthChoice) => {
    setChoosing(next === 'connection');
    onChange({ auth: authOfChoice(next, auth), ...(next === 'none' && { connectionId: null }) });
  };
  const choices = authChoices(mayInherit || auth.kind === 'inherit');
  return (
    <Stack gap="sm" maw={560}>
      <Select
        label="Authentication"
        data={choices}
        value={choice}
        allowDeselect={false}
        onChange={(value) => choose(choices.find((each) => each.value === value)?.value ?? choice)}
      />
      {choice === 'inherit' ? <Inherited inherited={mayInherit ? inherited : undefined} /> : null}
      {auth.kind === 'connection' ? (
        <ConnectionField
          connectionId={connectionId}
          integrationId={integrationId}
          isShown={choice === 'connection'}
          connect={connect}
          onChange={(id) => onChange({ auth: { kind: 'connection' }, connectionId: id })}
        />
      ) : null}
      {isByHand(auth) ? (
        <HandFields
          auth={auth}
          keepIn={keepIn}
          connect={connect}
          error={error}
          onChange={(next) => onChange({ auth: next })}
        />
      ) : null}
    </Stack>
  );
}

function Inherited({ inherited }: { inherited: InheritedAuth | undefined }) {
  const chosen = useChosenConnection(inherited?.auth.kind === 'connection' ? inherited.connectionId : null);
  if (inherited === undefined) return <Hint>Nothing above says how to authenticate: no credentials are sent.</Hint>;
  const name = chosen == null ? '' : ` ${chosen.name}`;
  return (
    <Text size="sm">
      From {inherited.from}:{' '}
      <b>
        {authWords(inherited)}
        {name}
      </b>
    </Text>
  );
}

interface ConnectionFieldProps extends Pick<AuthFieldsProps, 'connectionId' | 'integrationId' | 'connect'> {
  isShown: boolean;
  onChange(id: Connection['id'] | null): void;
}

/** Which connection signs, how its secret is sent, and where it may go. */
function ConnectionField({ connectionId, integrationId, isShown, connect, onChange }: ConnectionFieldProps) {
  const connections = useConnectionsOf(integrationId);
  const rows = connections.data?.rows ?? [];
  const chosen = useChosenConnection(connectionId);
  const offered = chosen == null || rows.some((row) => row.id === chosen.id) ? rows : [...rows, chosen];
  useNewConnection(connections.data?.rows, onChange);
  return (
    <>
      <Group align="flex-end" gap="xs">
        {isShown ? (
          <Select
            label="Connection"
            flex={1}
            placeholder={rows.length === 0 ? 'No connections yet' : 'No credentials'}
            data={offered.map((row) => ({ value: row.id, label: labelOf(row, integrationId === null) }))}
            value={connectionId}
            onChange={(id) => onChange(offered.find((row) => row.id === id)?.id ?? null)}
            clearable
            searchable
          />
        ) : null}
        {connect === undefined ? null : (
          <Button variant="default" leftSection={<IconPlugConnected size={16} aria-hidden />} onClick={connect}>
            Connect
          </Button>
        )}
      </Group>
      {chosen == null ? null : <ChosenConnection connection={chosen} />}
      {chosen === null ? <Hint>The selected connection no longer exists. Choose another.</Hint> : null}
    </>
  );
}

/** Chooses a connection that was made while the fields were open: the person connected in order to use it. */
function useNewConnection(rows: readonly Connection[] | undefined, choose: (id: Connection['id']) => void): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const latest = useRef(choose);
  useEffect(() => {
    latest.current = choose;
  });
  useEffect(() => {
    if (rows === undefined) return;
    const added = rows.filter((row) => known.current?.has(row.id) === false);
    known.current = new Set(rows.map((row) => row.id));
    if (added[0] !== undefined) latest.current(added[0].id);
  }, [rows]);
}

/** A sentence about what is chosen. */
export function Hint({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}

function labelOf(connection: Connection, withIntegration: boolean): string {
  return withIntegration ? `${connection.integrationName} – ${connection.name}` : connection.name;
}

function ChosenConnection({ connection }: { connection: Connection }) {
  const { allSentAs } = useCredentialWords();
  return (
    <Stack gap={2}>
      <Text size="sm">
        Sent as <b>{allSentAs(connection)}</b>
      </Text>
      <Text size="sm">
        Allowed hosts <b>{connection.allowedHosts.join(', ')}</b>
      </Text>
      {connection.stateReason === null ? null : (
        <Text size="sm" c="dimmed">
          {connection.stateReason}
        </Text>
      )}
    </Stack>
  );
}
