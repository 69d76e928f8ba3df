import * as oauth from 'oauth4webapi';
import type { DoctorStep } from '#contract/oauth.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import type { KnownClient } from './clientOf.ts';
import type { Exchange } from './openExchange.ts';
import type { KnownServer } from './serverOf.ts';

/** Everything that a step of the protocol works with. */
export interface Talk {
  readonly exchange: Exchange;
  readonly config: OAuthConfig;
  readonly server: KnownServer;
  readonly client: KnownClient;
  readonly signal?: AbortSignal | undefined;
}

/** The library's options: requests go through the exchange, which itself refuses addresses that are not safe for secrets. */
export function optionsOf({ exchange, signal }: Talk, name: DoctorStep['name']) {
  return {
    [oauth.customFetch]: exchange.fetch(name),
    [oauth.allowInsecureRequests]: true,
    ...(signal ? { signal } : {}),
  };
}

/** What every token request of the connection carries besides the protocol's own parameters (RFC 8707 for `resource`). */
export function targetParameters({ audience, resource }: OAuthConfig): Record<string, string> {
  return { ...(audience === null ? {} : { audience }), ...(resource === null ? {} : { resource }) };
}

export function scopeParameter({ scopes }: OAuthConfig): Record<string, string> {
  return scopes.length === 0 ? {} : { scope: scopes.join(' ') };
}
