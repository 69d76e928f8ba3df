import { beginTalk } from './beginTalk.ts';
import type { Exchange } from './openExchange.ts';
import type { Talk } from './options.ts';

const tolerableMs = 20_000;

/**
 * Runs a step, and once more with the server's time where it refused a signed assertion and its clock turns out to differ: such an
 * assertion says when it was made (RFC 7523 section 3).
 */
export async function withRightClock<T>(
  given: Parameters<typeof beginTalk>[0],
  needed: Parameters<typeof beginTalk>[1],
  step: (talk: Talk) => Promise<T>,
): Promise<T> {
  const talk = await beginTalk(given, needed);
  const assumedMs = given.exchange.skewMs() ?? given.skewMs ?? 0;
  try {
    return await step(talk);
  } catch (error) {
    if (!mayBeClock(given, assumedMs)) throw error;
    return step(await beginTalk(given, needed));
  }
}

function mayBeClock({ config, exchange }: { config: Talk['config']; exchange: Exchange }, assumedMs: number): boolean {
  const refused = /^(invalid_client|invalid_grant|HTTP_401)$/.test(exchange.lastCode() ?? '');
  const off = Math.abs((exchange.skewMs() ?? 0) - assumedMs) > tolerableMs;
  return config.clientAuth === 'private_key_jwt' && refused && off;
}
