import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { clientOf } from './clientOf.ts';
import type { Exchange } from './openExchange.ts';
import type { Talk } from './options.ts';
import { type Endpoint, serverOf } from './serverOf.ts';
import { splitSecret } from './splitSecret.ts';

interface Given {
  readonly exchange: Exchange;
  readonly config: OAuthConfig;
  readonly secret: string | null;
  /** What the last exchange learned of the server's clock. */
  readonly skewMs: number | null;
  readonly signal?: AbortSignal | undefined;
}

/** Finds the server and proves the client; what every flow begins with. */
export async function beginTalk(given: Given, needed: readonly Endpoint[]): Promise<Talk> {
  const { exchange, config, secret, signal } = given;
  const { clientSecret, password } = splitSecret(config, secret);
  exchange.hide(secret, clientSecret, password);
  const server = await serverOf(exchange, config, needed, signal);
  const skewMs = exchange.skewMs() ?? given.skewMs;
  return { exchange, config, server, client: await clientOf(exchange, config, server, clientSecret, skewMs), signal };
}
