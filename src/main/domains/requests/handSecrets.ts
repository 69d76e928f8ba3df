import type { RequestDraft } from '#contract/requests.ts';
import { isSecretName, mask } from '#main/http/index.ts';

const schemes = /^(basic|bearer|token|digest|apikey|api-key|key)\s+(.+)$/is;

/** Shorter ones are masked where they stand; sought everywhere, they would ruin the response and tell nothing. */
const shortest = 6;

/**
 * Secrets that a person typed into a draft by hand: values of headers, query parameters, cookies and form fields whose names say so,
 * and of an Authorization header also what follows the scheme, and of Basic the password inside.
 */
export function handSecrets(draft: Pick<RequestDraft, 'parameters' | 'body' | 'url'>): string[] {
  const parameters = draft.parameters.filter(
    ({ name, in: place }) => place !== 'path' && (place === 'cookie' || isSecretName(name)),
  );
  const fields = draft.body.kind === 'form' ? draft.body.fields.filter(({ name }) => isSecretName(name)) : [];
  const query = [...(URL.parse(draft.url, 'http://localhost')?.searchParams ?? [])].filter(([name]) =>
    isSecretName(name),
  );
  const texts = [...parameters.map(({ value }) => value).filter(isText), ...fields.map(({ value }) => value)];
  const parts = [...texts, ...query.map(([, value]) => value)].flatMap(partsOf);
  return [...new Set(parts.flatMap((part) => [part, decoded(part)]))].filter(isWorthHiding);
}

/** A server decodes what was typed encoded, as in a cookie, and may give it back so. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isWorthHiding = (secret: string) => secret.trim().length >= shortest && !secret.includes(mask);

function partsOf(value: string): string[] {
  const [, scheme = '', rest] = schemes.exec(value.trim()) ?? [];
  if (rest === undefined) return [value, ...cookieValues(value)];
  return scheme.toLowerCase() === 'basic' ? [rest, ...passwordOf(rest)] : [rest];
}

function cookieValues(value: string): string[] {
  return /^[^=;\s]+=[^;]*(;|$)/.test(value) ? value.split(/;\s*/).map((pair) => pair.slice(pair.indexOf('=') + 1)) : [];
}

function passwordOf(encoded: string): string[] {
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.includes(':') ? [pair.slice(pair.indexOf(':') + 1)] : [];
}
