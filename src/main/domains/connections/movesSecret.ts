import type { OAuthConfig } from '#contract/oauthConfig.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { isInside } from './hostBinding.ts';
import type { ConnectionRow } from './table.ts';

type Settings = Pick<ConnectionRow, 'allowedHosts' | 'placement' | 'config'>;

/** Where changed settings would send a secret that may not go there without whoever knows it. */
export interface Move {
  /** Further hosts, or another place in the request: anyone who entered the secret decides that. */
  readonly widened: boolean;
  /** Hosts that the secret or the tokens of an OAuth2 client were never meant for. */
  readonly authority: string | null;
}

/**
 * What changed settings do to a secret. The origins of a token, revocation or discovery address get the client's secret and its refresh
 * token, and that of the authorization address what comes back from there, so that each counts; one that stood in the settings before
 * is known.
 */
export function moveOf(before: Settings, next: Settings): Move {
  const isHeld = (host: string) => before.allowedHosts.some((held) => covers(held, host));
  const placed = before.placement.in === next.placement.in && before.placement.name === next.placement.name;
  const known = originsOf(before.config);
  const authority = originsOf(next.config).find((origin) => !known.includes(origin)) ?? null;
  return { widened: !placed || !next.allowedHosts.every(isHeld), authority };
}

/** Whether one pattern lets a secret go wherever the other one does. A name inside is another matter, since http will do there. */
function covers(held: string, host: string): boolean {
  if (held === host) return true;
  return held.startsWith('*.') && host.endsWith(held.slice(1)) && !isInside(host.replace(/:\d+$/, ''));
}

function originsOf(config: ConnectionRow['config']): string[] {
  if (config?.kind !== 'oauth2') return [];
  return endpoints.flatMap((name) => config.oauth[name] ?? []).map((url) => new URL(url).origin);
}

const endpoints = [
  ...(['issuer', 'authorizationUrl', 'tokenUrl', 'refreshUrl'] as const),
  ...(['deviceAuthorizationUrl', 'revocationUrl'] as const),
] satisfies (keyof OAuthConfig)[];

/** Whether somebody may make the move without entering the secret. */
export function mayMove({ userId }: Actor, { secretBy }: Pick<ConnectionRow, 'secretBy'>, move: Move): boolean {
  return move.authority === null && (!move.widened || userId === secretBy);
}
