import type { ConnectionId } from '#contract/common.ts';
import type { RequestAuth } from '#contract/requestParts.ts';

/** How something authenticates. The connection counts where `auth` is `connection`; null sends no credentials. */
export interface AuthState {
  readonly auth: RequestAuth;
  readonly connectionId: ConnectionId | null;
}

/** A way to authenticate, as a person chooses it. */
export type AuthChoice = RequestAuth['kind'] | 'none';

/** Credentials that are typed into the request. */
export type HandAuth = Exclude<RequestAuth, { kind: 'inherit' | 'connection' }>;

const words: Record<AuthChoice, string> = {
  inherit: 'Inherit from the folder',
  none: 'None',
  connection: 'Connection',
  basic: 'Basic',
  bearer: 'Bearer token',
  apiKey: 'API key',
  digest: 'Digest',
  awsSigV4: 'AWS Signature',
};

/** The ways that are offered; a request or folder outside of every collection inherits nothing. */
export function authChoices(mayInherit: boolean): { value: AuthChoice; label: string }[] {
  const order: AuthChoice[] = ['none', 'connection', 'basic', 'bearer', 'apiKey', 'digest', 'awsSigV4'];
  return [...(mayInherit ? (['inherit'] as const) : []), ...order].map((value) => ({ value, label: words[value] }));
}

/** What an authentication is called, in a sentence about it. */
export function authWords({ auth, connectionId }: AuthState): string {
  return auth.kind === 'connection' && connectionId === null ? 'no credentials' : words[auth.kind];
}

/** Names and secrets that are the same in both ways are taken along. */
export function authOfChoice(choice: AuthChoice, before: RequestAuth): RequestAuth {
  const pair = 'username' in before ? before : { username: '', password: '' };
  switch (choice) {
    case 'none':
    case 'connection':
      return { kind: 'connection' };
    case 'inherit':
      return { kind: 'inherit' };
    case 'basic':
    case 'digest':
      return { kind: choice, username: pair.username, password: pair.password };
    case 'bearer':
      return { kind: 'bearer', token: before.kind === 'apiKey' ? before.value : '', prefix: 'Bearer' };
    case 'apiKey':
      return {
        kind: 'apiKey',
        in: 'header',
        name: 'X-API-Key',
        value: before.kind === 'bearer' ? before.token : '',
      };
    case 'awsSigV4':
      return { kind: 'awsSigV4', accessKeyId: '', secretAccessKey: '', sessionToken: '', region: '', service: '' };
  }
}

export const isByHand = (auth: RequestAuth): auth is HandAuth => auth.kind !== 'inherit' && auth.kind !== 'connection';
