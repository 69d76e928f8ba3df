import { validateHeaderName, validateHeaderValue } from 'node:http';
import { networkFaults } from '#contract/network.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** Header names that the connection itself decides about (RFC 9110 section 7.6.1). */
const ours = new Set(['transfer-encoding', 'keep-alive', 'upgrade', 'expect', 'te', 'trailer', 'proxy-connection']);
const single = new Set(['host', 'content-length']);

/**
 * The headers as sent, in the given order and case, and after them what is missing: Accept, Accept-Encoding, User-Agent.
 * @throws REQUEST_INVALID, with the header's index as `field`
 */
export function wireHeaders(headers: Pairs, userAgent: string): [name: string, value: string][] {
  const seen = new Set<string>();
  for (const [index, [name, value]] of headers.entries()) {
    const why = objection(name, value, seen);
    if (why !== null) throw invalid(why, `headers.${index}`);
    seen.add(name.toLowerCase());
  }
  const defaults: Pairs = [
    ['Accept', '*/*'],
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ['User-Agent', userAgent],
  ];
  const missing = defaults.filter(([name]) => !seen.has(name.toLowerCase()));
  return [...headers, ...missing].map(([name, value]) => [name, value]);
}

function objection(name: string, value: string, seen: ReadonlySet<string>): string | null {
  const lower = name.toLowerCase();
  if (!isValid(() => validateHeaderName(name))) return 'A header name has a character that HTTP does not allow.';
  if (!isValid(() => validateHeaderValue(name, value)))
    return `The value of ${name} has a line break or a character outside Latin-1.`;
  if (ours.has(lower)) return `${name} is set by the connection and cannot be given.`;
  if (lower === 'connection' && !/^(close|keep-alive)$/i.test(value)) return 'Connection can be close or keep-alive.';
  if (lower === 'content-length' && !/^\d+$/.test(value)) return 'Content-Length is a whole number.';
  return single.has(lower) && seen.has(lower) ? `${name} stands there twice.` : null;
}

function isValid(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** The fault for a request that cannot be written. */
export function invalid(message: string, field: string) {
  return networkFaults.fault('REQUEST_INVALID', message, {
    kept: 'Nothing was sent.',
    todo: 'Correct the request and send it again.',
    field,
    phase: 'address',
  });
}
