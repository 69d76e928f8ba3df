import { z } from 'zod';
import { commonFaults } from '#contract/fault.ts';
import { type CredentialKind, noCredentials } from './credentialKind.ts';

const token = /^[!#$%&'*+.^_`|~\w-]+$/;
const forbidden = /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer)$/i;

/** Names and values of a header set; all values together are the secret. */
const headerSet = z
  .record(
    z
      .string()
      .max(200)
      .regex(token, 'A header name has letters, digits and hyphens only.')
      .refine((name) => !forbidden.test(name), 'This header belongs to the connection itself.'),
    z
      .string()
      .min(1, 'Every header needs a value.')
      .max(20_000)
      .regex(/^[^\r\n\0]*$/, 'A header value is one line.'),
  )
  .refine((set) => Object.keys(set).length > 0, 'Enter at least one header.')
  .refine((set) => Object.keys(set).length <= 30, 'A set has 30 headers at most.');

/** Several headers of one's own together. The secret is a JSON object of name and value. */
export const headers: CredentialKind = {
  kind: 'headers',
  title: 'Headers',
  badge: 'Headers',
  choice: 'Several headers',
  secretWord: 'headers',
  sentAs: 'headers {names|of your choice}',
  fields: [
    {
      type: 'namedSecrets',
      name: 'headers',
      label: 'Headers',
      description: 'Each value is kept in the vault.',
      storedDescription: 'Leave all empty to keep the stored ones.',
      placeholder: 'X-App-Id',
      nounOfOne: 'header',
      most: 30,
      required: { new: true, stored: false },
      setting: false,
    },
  ],
  configFollowsSecret: true,
  defaultPlacement: { in: 'header', name: 'Headers', prefix: '' },
  fromSecurityScheme: () => null,
  alsoServes: (scheme) => scheme.type === 'apiKey' && scheme.in === 'header',
  fromForm: ({ headers: entered }) => {
    const list = Array.isArray(entered) ? entered : [];
    const pairs = list.filter(({ name, value }) => name.trim() !== '' && value !== '');
    if (pairs.length === 0) return {};
    return { secret: JSON.stringify(Object.fromEntries(pairs.map(({ name, value }) => [name.trim(), value]))) };
  },
  read: (entered) => {
    const { secret, username } = entered;
    if (secret === null) return entered;
    const names = Object.keys(parse(secret));
    return { config: { kind: 'headers', names }, secret, username, hint: '••••' };
  },
  apply: ({ material: { secret } }) => {
    const pairs = Object.entries(parse(secret));
    return { ...noCredentials, headers: pairs, secrets: pairs.map(([, value]) => value) };
  },
  show: ({ config }) => ({
    ...noCredentials,
    headers: config?.kind === 'headers' ? config.names.map((name) => [name, '••••']) : [],
  }),
};

function parse(secret: string): Record<string, string> {
  const set = headerSet.safeParse(json(secret));
  if (set.success) return set.data;
  const message = set.error.issues[0]?.message ?? 'These are no headers.';
  throw commonFaults.fault('INVALID', message, { kept: 'Nothing was changed.', field: 'secret' });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
