import type { OAuthFlow } from '#contract/openapi.ts';
import { isObject } from './json.ts';

/** Scopes with their descriptions; vendor extensions among them are no scopes. */
export function readScopes(scopes: unknown): OAuthFlow['scopes'] {
  if (!isObject(scopes)) return [];
  return Object.entries(scopes)
    .filter(([name]) => !name.startsWith('x-'))
    .map(([name, description]) => ({ name, description: typeof description === 'string' ? description : '' }));
}
