import { z } from 'zod';
import { Fault } from '#contract/fault.ts';
import type { DoctorStep } from '#contract/oauth.ts';
import type { OutboundResponse } from '#main/http/index.ts';
import type { ExchangeDeps, FetchInit, Mode, StepSink } from './exchangeParts.ts';
import { requireSafeEndpoint } from './safeEndpoint.ts';

const timeouts = { connectMs: 10_000, responseMs: 20_000, totalMs: 30_000 };
/** Below what would be kept in a file, so that no token ever touches the disk unsealed. */
const maxBodyBytes = 200_000;

interface Way {
  readonly name: DoctorStep['name'];
  readonly mode: Mode;
  readonly sink: StepSink;
}

/**
 * Sends a request of the protocol library through the one way out. The way out is told no secrets, since it would mask them in the
 * answer that is to be read (a server may send the same refresh token again); what is kept of the step is redacted here instead.
 */
export async function fetchThrough(
  { outbound, now }: ExchangeDeps,
  { name, mode, sink }: Way,
  url: string,
  { method, headers, body, signal }: FetchInit,
): Promise<Response> {
  requireSafeEndpoint(url);
  const at = now();
  const requestBody = body === undefined || body === null ? null : String(body);
  const pairs = Object.entries(headers);
  const sent = { at, name, method, url, requestHeaders: named(pairs), requestBody };
  try {
    const response = await outbound.send(
      {
        ...{
          method,
          url,
          headers: pairs,
          timeouts,
          maxBodyBytes,
          secrets: [],
          credentialHeaders: [],
          credentialQuery: [],
        },
        ...(requestBody === null ? {} : { body: requestBody }),
        redirects: { follow: name === 'discovery', max: 3 },
        ...(mode === 'person' ? { policy: 'person' } : { policy: 'integration', allowPrivate: true }),
      },
      signal,
    );
    const text = bodyOf(response);
    measureSkew(response, at, now(), sink);
    const document = readDocument(text);
    sink.hide(...secretsIn(document, name));
    sink.add({ ...sent, ...received(response, text), ...serverError(document, response.status) });
    return toResponse(response, withoutIdToken(text, document));
  } catch (error) {
    if (error instanceof Fault) sink.add({ ...sent, ...nothingReceived, error: error.message, code: error.code });
    throw error;
  }
}

const nothingReceived = { status: null, responseHeaders: [], responseBody: null, durationMs: null };
const named = (pairs: readonly (readonly [string, string])[]) => pairs.map(([name, value]) => ({ name, value }));

function bodyOf({ body }: OutboundResponse): string {
  return body.kind === 'inline' ? new TextDecoder().decode(body.data) : '';
}

function received({ status, headers, timings }: OutboundResponse, responseBody: string) {
  return { status, responseHeaders: named(headers), responseBody, durationMs: timings.total };
}

const answer = z.looseObject({ error: z.string().optional(), error_description: z.string().optional() });

function readDocument(text: string): z.infer<typeof answer> | null {
  try {
    return answer.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** RFC 6749 section 5.2, also where a server sends it with status 200. */
function serverError(document: z.infer<typeof answer> | null, status: number): Pick<DoctorStep, 'error' | 'code'> {
  if (document?.error !== undefined)
    return { code: document.error, error: document.error_description ?? document.error };
  return status < 400
    ? { code: null, error: null }
    : { code: `HTTP_${status}`, error: `The server answered ${status}.` };
}

const tokenNames = ['access_token', 'refresh_token', 'id_token', 'device_code'];

function secretsIn(document: Record<string, unknown> | null, name: DoctorStep['name']): string[] {
  if (document === null || name === 'discovery') return [];
  return tokenNames.flatMap((key) => {
    const value = document[key];
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
}

/** Who signed in is not asked: an ID token is neither kept nor checked, so that none which cannot be checked stands in the way. */
function withoutIdToken(text: string, document: Record<string, unknown> | null): string {
  if (document === null || !('id_token' in document)) return text;
  const { id_token: _dropped, ...rest } = document;
  return JSON.stringify(rest);
}

function toResponse({ status, headers }: OutboundResponse, text: string): Response {
  const kept = headers.filter(([name]) => /^(content-type|www-authenticate|cache-control)$/i.test(name));
  const hasBody = text !== '' && ![204, 205, 304].includes(status);
  return new Response(hasBody ? text : null, { status, headers: kept });
}

/** The server's time lies between sending and receiving; a Date header counts whole seconds. */
function measureSkew({ headers }: OutboundResponse, sentAt: number, receivedAt: number, sink: StepSink): void {
  const date = headers.find(([name]) => name.toLowerCase() === 'date')?.[1];
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return;
  const skew = theirs + 500 - (sentAt + receivedAt) / 2;
  sink.skew(Math.abs(skew) < precisionMs ? 0 : Math.round(skew));
}

const precisionMs = 2_000;
