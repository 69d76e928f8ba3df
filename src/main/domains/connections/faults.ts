import { connectionFaults } from '#contract/connections.ts';

export const nameTaken = (name: string) =>
  connectionFaults.fault('NAME_TAKEN', `The integration already has a connection named ${name}.`, {
    kept: 'Nothing was changed.',
    todo: 'Choose another name.',
    field: 'name',
  });

export const schemeUnknown = (key: string | null) =>
  connectionFaults.fault(
    'SCHEME_UNKNOWN',
    key === null
      ? 'The integration does not ask for authentication.'
      : `The integration has no security scheme ${key}.`,
    {
      kept: 'Nothing was changed.',
      todo: 'Check what the integration asks for; its definition may have changed.',
      field: 'schemeKey',
    },
  );

export const schemeUnsupported = (why: string) =>
  connectionFaults.fault('SCHEME_UNSUPPORTED', why, { kept: 'Nothing was changed.', field: 'schemeKey' });

export const hostRefused = (label: string, allowed: readonly string[]) =>
  connectionFaults.fault('HOST_REFUSED', `The secret may not go to ${label}.`, {
    kept: 'Nothing was sent.',
    todo: 'Whoever entered the secret can confirm this request or add the host to the connection. Over plain http, only hosts inside your network can be added. Everyone else needs a connection of their own.',
    names: [...allowed],
    field: 'url',
  });

const closedFor = {
  missing: [
    (name: string) => `The secret of ${name} is no longer there.`,
    'Replace the secret, with the user name where it has one.',
  ],
  unreadable: [(name: string) => `The sealed secret of ${name} cannot be opened.`, 'Replace the secret.'],
  altered: [
    (name: string) => `The secret of ${name} stays closed: its hosts or other settings were changed outside Patchbay.`,
    'Restore a backup, or check its hosts, then delete the connection and create it again.',
  ],
} as const;

export function noSecret(name: string, why: keyof typeof closedFor = 'missing') {
  const [message, todo] = closedFor[why];
  return connectionFaults.fault('NO_SECRET', message(name), {
    kept: 'The connection and its settings are kept.',
    todo,
  });
}

export const secretNeeded = (name: string, where: string | null) =>
  connectionFaults.fault(
    'SECRET_NEEDED',
    where === null
      ? `This would let the secret of ${name} go where whoever entered it did not say.`
      : `This would send the secret of ${name} to ${where}, which it was not entered for.`,
    {
      kept: 'Nothing was changed.',
      todo: 'Enter the secret again with the change, ask whoever entered it, or create your own connection.',
      field: 'secret',
    },
  );
