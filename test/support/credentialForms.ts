import type { ConnectionPart } from '#contract/connections.ts';
import { type CredentialForm, connectionKind, credentialForm } from '#contract/credentialForms.ts';

const names = { apiKey: 'API key', bearer: 'Bearer token', basic: 'Basic', oauth2: 'OAuth2' } as const;
const typed = { required: { new: true, stored: false }, setting: false };
const secret = { ...typed, type: 'secret', name: 'secret', label: 'Secret' };
const fields = {
  basic: [{ ...typed, type: 'text', name: 'username', label: 'User name' }, secret],
  headers: [{ ...typed, type: 'namedSecrets', name: 'headers', label: 'Headers', most: 30, nounOfOne: 'header' }],
  awsSigV4: [
    secret,
    { type: 'text', name: 'region', label: 'Region', required: { new: true, stored: true }, setting: true },
  ],
  oauth2: [{ type: 'oauth2', name: 'oauth', label: 'OAuth2', required: { new: true, stored: true }, setting: true }],
};

/** Forms as main declares them, one of every kind, with as many fields as tests of the page need. */
export const credentialForms: readonly CredentialForm[] = connectionKind.options.map((kind) => {
  const name = kind in names ? names[kind as keyof typeof names] : kind;
  return credentialForm.parse({
    kind,
    title: name,
    oneSuffices: kind === 'basic',
    badge: name,
    choice: name,
    secretWord: 'secret',
    fields: kind in fields ? fields[kind as keyof typeof fields] : [secret],
    sentAs: '{placed}',
    placed: false,
    defaultPlacement: { in: 'header', name: 'Authorization', prefix: '' },
    tellsExpiry: false,
    signsIn: kind === 'oauth2',
    pastedAs: kind === 'oauth2' ? 'bearer' : null,
  });
});

/** A stored part of a kind that has settings besides its secret. */
export const partWithSettings: ConnectionPart = {
  schemeKey: null,
  kind: 'awsSigV4',
  placement: null,
  config: { kind: 'awsSigV4', region: 'eu-central-1', service: 's3', sessionToken: false },
  secretHint: '••••',
  usernameHint: null,
};
