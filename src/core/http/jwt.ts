/** A JSON Web Token, taken apart. Nothing of it is verified. */
export interface DecodedJwt {
  readonly token: string;
  /** JSON texts, as they are in it. */
  readonly header: string;
  readonly payload: string;
  /** The times that it names (RFC 7519 section 4.1), milliseconds UTC; null where it has none. */
  readonly issuedAt: number | null;
  readonly notBefore: number | null;
  readonly expiresAt: number | null;
}

const shape = /eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g;

/** What in a text is shaped as a signed token (RFC 7519 section 3.1): its header begins as a JSON object does. */
export function findJwts(text: string): string[] {
  return [...new Set(text.match(shape))].filter((token) => decodeJwt(token) !== null);
}

/** Takes a token apart; null for what is none. */
export function decodeJwt(token: string): DecodedJwt | null {
  const [head = '', body = '', ...rest] = token.trim().split('.');
  if (rest.length !== 1) return null;
  const [header, payload] = [jsonText(head), jsonText(body)];
  if (header === null || payload === null) return null;
  const claims: Readonly<Record<string, unknown>> = JSON.parse(payload);
  const time = (name: string) => {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    return typeof value === 'number' && Math.abs(value) < 8.64e12 ? Math.round(value * 1_000) : null;
  };
  const times = { issuedAt: time('iat'), notBefore: time('nbf'), expiresAt: time('exp') };
  return { token: token.trim(), header, payload, ...times };
}

/** The text of a JSON object in base64url; null for anything else. */
function jsonText(part: string): string | null {
  if (!/^[\w-]+$/.test(part)) return null;
  try {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (one) => one.charCodeAt(0)));
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : null;
  } catch {
    return null;
  }
}

export type JwtState = 'expired' | 'early' | 'current' | 'endless';

/** Whether the token holds at a time by what it says of itself; both in milliseconds UTC. */
export function jwtState({ notBefore, expiresAt }: DecodedJwt, now: number): JwtState {
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  if (notBefore !== null && notBefore > now) return 'early';
  return expiresAt === null ? 'endless' : 'current';
}
