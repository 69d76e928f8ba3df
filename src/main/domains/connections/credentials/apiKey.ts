import type { Placement } from '#contract/connections.ts';
import { type CredentialKind, type Credentials, noCredentials, placementField, secretField } from './credentialKind.ts';

/** A key in a header, query parameter or cookie, as OpenAPI's `apiKey` says; a prefix is before it, with one space. */
export const apiKey: CredentialKind = {
  kind: 'apiKey',
  title: 'API key',
  badge: 'API key',
  choice: 'API key',
  secretWord: 'key',
  sentAs: '{placed}',
  fields: [placementField, secretField('secret', 'API key', { description: 'Sent as {sentAs}' })],
  placed: true,
  defaultPlacement: { in: 'header', name: 'X-API-Key', prefix: '' },
  fromSecurityScheme: (scheme) =>
    scheme.type === 'apiKey' && scheme.in !== undefined && scheme.parameterName !== undefined
      ? { in: scheme.in, name: scheme.parameterName, prefix: '' }
      : null,
  apply: ({ placement, material }) => place(placement, material.secret),
};

function place(placement: Placement, secret: string): Credentials {
  const prefix = placement.prefix.trim();
  const pair = [placement.name, prefix === '' ? secret : `${prefix} ${secret}`] as const;
  const base = { ...noCredentials, secrets: [secret] };
  if (placement.in === 'header') return { ...base, headers: [pair] };
  return placement.in === 'query' ? { ...base, query: [pair] } : { ...base, cookies: [pair] };
}
