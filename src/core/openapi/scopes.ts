import type { OAuthFlow } from './definition.ts';
import { isObject } from './json.ts';

/** The largest definitions known have under a thousand. */
const mostScopes = 5_000;

/** Scopes with their descriptions; vendor extensions among them are no scopes. */
export function readScopes(scopes: unknown): OAuthFlow['scopes'] {
  if (!isObject(scopes)) return [];
  return Object.entries(scopes)
    .filter(([name]) => !name.startsWith('x-'))
    .slice(0, mostScopes)
    .map(([name, description]) => ({ name, description: typeof description === 'string' ? description : '' }));
}
