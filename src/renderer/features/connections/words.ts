import type { Connection, ConnectionKind } from '#contract/connections.ts';

export { stateWords } from '#core/connections/state.ts';

export const kindWords: Record<ConnectionKind, string> = {
  apiKey: 'API key',
  bearer: 'Bearer token',
  basic: 'Basic',
  digest: 'Digest',
  headers: 'Header set',
  awsSigV4: 'AWS Signature V4',
  mutualTls: 'Client certificate',
  oauth2: 'OAuth2',
};

/** What the secret is called in a form. */
export const secretWords: Record<ConnectionKind, string> = {
  apiKey: 'API key',
  bearer: 'Token',
  basic: 'Password',
  digest: 'Password',
  headers: 'Header values',
  awsSigV4: 'Secret access key',
  mutualTls: 'Certificate and private key',
  oauth2: 'Client secret',
};

export const visibilityWords: Record<Connection['visibility'], string> = { private: 'Only me', team: 'Everyone' };

/** The kinds of a connection's parts, each once: "API key and Basic". */
export function kindsOf({ parts }: Pick<Connection, 'parts'>): string {
  return [...new Set(parts.map((part) => kindWords[part.kind]))].join(' and ');
}
