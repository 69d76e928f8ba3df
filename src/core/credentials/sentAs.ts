/** What is known of a credential without its secret. */
export interface ShownCredential {
  readonly placement: {
    readonly in: 'header' | 'query' | 'cookie';
    readonly name: string;
    readonly prefix: string;
  } | null;
  readonly secretHint: string;
  readonly usernameHint: string | null;
  /** Names of a header set. */
  readonly names?: readonly string[] | undefined;
}

/**
 * How a credential is in a request, in words: "header Authorization: Bearer ••••abcd". `template` is the `sentAs` of its form:
 * `{placed}`, `{secret}`, `{username}` and `{names}` are filled in, each with what is after `|` where there is none.
 */
export function sentAs(template: string, { placement, secretHint, usernameHint, names }: ShownCredential): string {
  const known = new Map([
    ['placed', placed(placement, secretHint)],
    ['secret', secretHint],
    ['username', usernameHint ?? ''],
    ['names', names?.join(', ') ?? ''],
  ]);
  return template.replace(
    /\{(\w+)(?:\|([^}]*))?\}/g,
    (_, name: string, otherwise = '') => known.get(name) || otherwise,
  );
}

const places = { header: 'header', query: 'query parameter', cookie: 'cookie' };

function placed(placement: ShownCredential['placement'], secretHint: string): string {
  if (placement === null) return secretHint;
  const prefix = placement.prefix.trim();
  const value = prefix === '' ? secretHint : `${prefix} ${secretHint}`;
  return `${places[placement.in]} ${placement.name}${placement.in === 'header' ? ': ' : '='}${value}`;
}
