import { type Fields, filledText, secondsIn, tokenFields } from './serverAnswer.ts';

/** What a server granted. Times are by our clock, so that the server's does not matter. */
export interface GrantedTokens {
  readonly accessToken: string;
  /** Null where the server returned none: then the one of before stays good (RFC 6749 section 6). */
  readonly refreshToken: string | null;
  readonly tokenType: string;
  readonly obtainedAt: number;
  /** Null where the server did not say, or no end that anyone lives to see. */
  readonly expiresAt: number | null;
  /** Null where the server did not say (section 5.1): then it is what was requested. */
  readonly scopes: string[] | null;
}

/** An answer in which there is no token that can be used; the message says why. */
export class NoToken extends Error {}

/**
 * Reads the fields of a token response (RFC 6749 section 5.1) as the world writes them: with a type that is absent or the server's
 * own, scopes as a list, numbers as text, nulls, empty texts. What is taken for a token must be one that a header can carry.
 * Throws NoToken.
 */
export function readGranted(answer: Fields, now: number): GrantedTokens {
  const fields = tokenFields(answer);
  return {
    accessToken: requireToken(fields),
    refreshToken: boundedToken(filledText(fields, 'refresh_token', 'refreshToken')),
    tokenType: typeIn(fields),
    obtainedAt: now,
    expiresAt: endIn(fields, now),
    scopes: scopesIn(fields),
  };
}

const longestToken = 60_000;
const boundedToken = (token: string | null) => (token === null || token.length > longestToken ? null : token);

/** Visible ASCII, as RFC 6749 appendix A.12 has it; with a space in it, a header could not carry it. */
const visible = /^[\x21-\x7e]+$/;

function requireToken(fields: Fields): string {
  const token = filledText(fields, 'access_token', 'accessToken');
  if (token === null) throw new NoToken('The answer has no access token.');
  if (token.length > longestToken) throw new NoToken('The access token is longer than any header may be.');
  if (!visible.test(token)) throw new NoToken('The access token has characters that no header may carry.');
  return token;
}

/** Types that are worth nothing without a proof that goes along with every request. */
const provenTypes = /^(dpop|mac|pop|hmac|hok)\b/i;

/** The type as the server named it; `Bearer` where it named none. Throws NoToken. */
function typeIn(fields: Fields): string {
  const named = filledText(fields, 'token_type', 'tokenType');
  if (named === null || !/^[\w.:/-]{1,100}$/.test(named)) return 'Bearer';
  if (provenTypes.test(named))
    throw new NoToken(`The token is of type ${named}, which needs a proof of possession that cannot be made here.`);
  return named;
}

/** A hundred years: what ends later has no end. */
const longestSeconds = 100 * 365.25 * 86_400;

function endIn(fields: Fields, now: number): number | null {
  const loose = secondsIn(fields, 'expires');
  const seconds = secondsIn(fields, 'expires_in', 'expiresIn') ?? (loose !== null && loose < longAgo ? loose : null);
  const end = seconds === null ? absoluteEnd(fields) : now + Math.round(seconds * 1_000);
  return end === null || end - now > longestSeconds * 1_000 ? null : end;
}

/** Numbers from here on are points in time rather than spans: seconds up to the year 5138, milliseconds above. */
const longAgo = 1_000_000_000;
const later = 100_000_000_000;

/** A point in time: seconds or milliseconds since 1970, or a date. */
function absoluteEnd(fields: Fields): number | null {
  const at = secondsIn(fields, 'expires_at', 'expires_on', 'expiresAt', 'expiresOn', 'expires');
  if (at !== null) return Math.round(at < later ? at * 1_000 : at);
  const date = Date.parse(filledText(fields, 'expires_at', 'expires_on', 'expiresAt', 'expiresOn') ?? '');
  return Number.isNaN(date) ? null : Math.max(0, date);
}

const mostScopes = 500;
const longestScope = 500;

/** Separated by spaces or commas, or a list; nothing in it means that the server did not say. */
function scopesIn(fields: Fields): string[] | null {
  const named = Object.hasOwn(fields, 'scope') && fields.scope ? fields.scope : fields.scopes;
  const texts = Array.isArray(named) ? named.filter((one) => typeof one === 'string') : [named];
  const words = texts.flatMap((text) => (typeof text === 'string' ? text.split(/[\s,]+/) : []));
  const scopes = [...new Set(words.filter((word) => word !== '' && word.length <= longestScope))];
  return scopes.length === 0 ? null : scopes.slice(0, mostScopes);
}
