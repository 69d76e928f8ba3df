import type { Connection } from '#contract/connections.ts';

/** How the secret stands in a request, in words: "header Authorization: Bearer ••••abcd". */
export function sentAs({
  kind,
  placement,
  secretHint,
  usernameHint,
}: Pick<Connection, 'kind' | 'placement' | 'secretHint' | 'usernameHint'>): string {
  if (kind === 'basic') return `header Authorization: Basic, user ${usernameHint ?? '(empty)'} and ${secretHint}`;
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
