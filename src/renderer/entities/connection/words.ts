import type { Connection, ConnectionKind, ConnectionState } from '#contract/connections.ts';
import type { Tone } from '#renderer/ui/StatusBadge.tsx';

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

export const stateWords: Record<ConnectionState, { tone: Tone; label: string; reason: string }> = {
  valid: { tone: 'good', label: 'Works', reason: 'The last check succeeded.' },
  unchecked: { tone: 'idle', label: 'Not checked', reason: 'It was not used or checked since its secret was set.' },
  expiring: { tone: 'warn', label: 'Expiring', reason: 'It works, and ends soon.' },
  expired: { tone: 'bad', label: 'Expired', reason: 'Its secret has ended. Replace it.' },
  refused: { tone: 'bad', label: 'Refused', reason: 'The API refused the secret. Replace it, or check its rights.' },
  revoked: { tone: 'bad', label: 'Revoked', reason: 'Its tokens were revoked. Sign in again to use it.' },
  needsSignIn: { tone: 'warn', label: 'Needs sign-in', reason: 'A person must sign in before it can be used.' },
  failing: { tone: 'warn', label: 'Failing', reason: 'The API could not be reached, or answered with an error.' },
  locked: { tone: 'warn', label: 'Locked', reason: 'The vault is locked, so that the secret cannot be read.' },
  missing: { tone: 'bad', label: 'Secret missing', reason: 'The vault holds no secret for it. Replace the secret.' },
};

export const visibilityWords: Record<Connection['visibility'], string> = { private: 'Only me', team: 'Everyone' };

/** The kinds of a connection's parts, each once: "API key and Basic". */
export function kindsOf({ parts }: Pick<Connection, 'parts'>): string {
  return [...new Set(parts.map((part) => kindWords[part.kind]))].join(' and ');
}
