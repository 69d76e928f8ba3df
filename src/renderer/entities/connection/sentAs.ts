import type { Connection, ConnectionPart } from '#contract/connections.ts';

type Sent = Pick<ConnectionPart, 'kind' | 'placement' | 'secretHint' | 'usernameHint'> &
  Partial<Pick<ConnectionPart, 'config'>>;

/** How a part's secret stands in a request, in words: "header Authorization: Bearer ••••abcd". */
export function sentAs({ kind, placement, secretHint, usernameHint, config }: Sent): string {
  switch (kind) {
    case 'basic':
      return `header Authorization: Basic, user ${usernameHint ?? '(empty)'} and ${secretHint}`;
    case 'digest':
      return `header Authorization: Digest, user ${usernameHint ?? '(empty)'}; the password itself is not sent`;
    case 'headers':
      return config?.kind === 'headers' ? `headers ${config.names.join(', ')}` : 'headers of your choice';
    case 'awsSigV4':
      return 'a signature in header Authorization; the key itself is not sent';
    case 'mutualTls':
      return 'the client certificate of the TLS connection';
    case 'oauth2':
      return 'header Authorization: Bearer and the access token';
    case 'apiKey':
    case 'bearer':
      return placed(placement, secretHint);
  }
}

/** How everything of a connection is sent, where it has several parts. */
export function allSentAs({ parts }: Pick<Connection, 'parts'>): string {
  return parts.map(sentAs).join('; ');
}

function placed(placement: ConnectionPart['placement'], secretHint: string): string {
  if (placement === null) return secretHint;
  const prefix = placement.prefix.trim();
  const value = prefix === '' ? secretHint : `${prefix} ${secretHint}`;
  switch (placement.in) {
    case 'header':
      return `header ${placement.name}: ${value}`;
    case 'query':
      return `query parameter ${placement.name}=${value}`;
    case 'cookie':
      return `cookie ${placement.name}=${value}`;
  }
}
