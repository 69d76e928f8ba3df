import type { DoctorStep } from '#contract/oauth.ts';
import { createRedactor, mask } from '#main/http/index.ts';

/** A step as it went over the wire, before anything is hidden. */
export type RawStep = DoctorStep;

/** What a response of a token endpoint may show; everything else in it is a token, or may be one. */
const shownInResponses = new Set([
  ...['token_type', 'expires_in', 'scope', 'interval', 'verification_uri', 'expires_at', 'resource'],
  ...['error', 'error_description', 'error_uri', 'error_codes', 'timestamp'],
]);

/** What a request may not show. */
const hiddenInRequests = new Set([
  ...['code', 'code_verifier', 'client_secret', 'client_assertion', 'refresh_token', 'access_token', 'id_token'],
  ...['password', 'device_code', 'token', 'assertion', 'state', 'nonce', 'user_code', 'code_challenge'],
]);

const hiddenHeaders = /^((proxy-)?authorization|cookie|set-cookie|dpop(-nonce)?)$/i;
/** Metadata is public; in every other response only what is known to be harmless is shown. */
const publicSteps = new Set<DoctorStep['name']>(['discovery', 'jwks']);

/** The step with every secret masked: by the name of what it stands in, and by the known secrets wherever they stand. */
export function redactStep(step: RawStep, secrets: readonly string[]): DoctorStep {
  const known = createRedactor(secrets.filter((secret) => secret.length >= shortestHidden));
  const headers = (values: DoctorStep['requestHeaders']) =>
    values.map(({ name, value }) => ({ name, value: hiddenHeaders.test(name) ? mask : known.text(value) }));
  return {
    ...step,
    url: known.url(redactUrl(step.url)),
    requestHeaders: headers(step.requestHeaders),
    requestBody: step.requestBody === null ? null : cut(known.text(redactForm(step.requestBody))),
    responseHeaders: headers(step.responseHeaders).map(redactLocation),
    responseBody: step.responseBody === null ? null : cut(known.text(redactResponse(step))),
    error: step.error === null ? null : known.text(step.error),
    code: step.code === null ? null : known.text(step.code),
  };
}

/** Metadata can be long, and is kept with every flow. */
const cut = (text: string): string => (text.length > longestBody ? `${text.slice(0, longestBody)}…` : text);
const longestBody = 8_000;

/** Masking a word of two or three letters would hide nothing and ruin the rest. */
const shortestHidden = 4;

/** An address whose query or fragment may carry a code, token or state. */
export function redactUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  const bare = url.split(/[?#]/, 1)[0] ?? url;
  const query = parsed.search === '' ? '' : `?${redactForm(parsed.search.slice(1))}`;
  return `${bare}${query}${parsed.hash === '' ? '' : `#${redactForm(parsed.hash.slice(1))}`}`;
}

function redactLocation(header: { name: string; value: string }) {
  return /^(location|referer)$/i.test(header.name) ? { ...header, value: redactUrl(header.value) } : header;
}

function redactForm(text: string): string {
  return text
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      return hiddenInRequests.has(name.toLowerCase()) ? `${name}=${mask}` : pair;
    })
    .join('&');
}

function redactResponse({ name, responseBody, responseHeaders }: RawStep): string {
  const text = responseBody ?? '';
  if (publicSteps.has(name)) return text;
  const document = parse(text);
  if (document !== null) return JSON.stringify(onlyShown(document));
  const isForm = responseHeaders.some((header) => /form-urlencoded/i.test(header.value));
  // Whatever long word stands in something that cannot be read may be a token.
  return (isForm ? redactForm(text) : text).replace(/[\w.~+/=-]{16,}/g, mask);
}

function onlyShown(document: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, shownInResponses.has(name) ? value : mask]),
  );
}

function parse(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
