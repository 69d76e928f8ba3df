import type { Subject } from '../ofConnection.ts';
import { askWithClientCredentials, askWithPassword, refreshTokens } from '../protocol/askForTokens.ts';
import { asksAlone } from '../protocol/asksAlone.ts';
import type { Exchange } from '../protocol/openExchange.ts';
import type { Talk } from '../protocol/options.ts';
import { splitSecret } from '../protocol/splitSecret.ts';
import type { GrantedTokens } from '../protocol/tokenAnswer.ts';
import { withRightClock } from '../protocol/withRightClock.ts';

interface Held {
  readonly secret: string | null;
  readonly refreshToken: string | null;
  readonly skewMs: number | null;
}

/** New tokens without a person: with the refresh token where there is one, else as the grant says. Null where neither can. */
export async function askAnew(exchange: Exchange, { config }: Subject, held: Held): Promise<GrantedTokens | null> {
  const { refreshToken, secret, skewMs } = held;
  if (refreshToken === null && !asksAlone(config)) return null;
  return withRightClock({ exchange, config, secret, skewMs }, ['token'], async (talk) => {
    if (refreshToken === null) return askAlone(talk, secret);
    try {
      return await refreshTokens(talk, refreshToken);
    } catch (error) {
      if (!asksAlone(config) || exchange.lastCode() !== 'invalid_grant') throw error;
      return askAlone(talk, secret);
    }
  });
}

/** Tokens by client credentials or password. */
export function askAlone(talk: Talk, secret: string | null): Promise<GrantedTokens> {
  if (talk.config.grant === 'clientCredentials') return askWithClientCredentials(talk);
  return askWithPassword(talk, splitSecret(talk.config, secret).password ?? '');
}
