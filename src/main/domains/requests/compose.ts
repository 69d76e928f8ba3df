import { Fault } from '#contract/fault.ts';
import type { Composed, RequestDraft } from '#contract/requests.ts';
import { writeCode } from '#core/code/index.ts';
import { type CodeLanguage, secretPlaceholder } from '#core/code/languages.ts';
import { type CurlBody, type CurlRequest, curlCommand } from '#core/curl/writeCurl.ts';
import { soughtValues } from '#core/http/typedSecrets.ts';
import { applyConnection, showConnection, type UnsignedRequest } from '#main/domains/connections/index.ts';
import { createRedactor, mask, type Redactor } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type DraftProblem, error } from './checks.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { settingDefaults } from './inherit.ts';
import { isSafeMethod, prepareRequest } from './prepare.ts';
import { shownCharacters } from './record.ts';
import { redactHeaders, redactUrl } from './redact.ts';
import { placeOf } from './send.ts';
import { signable, wireHeadersOf } from './writeBody.ts';

/** Longest text file that is read for the preview, which comes again with every change. */
const shownFileBytes = 1_000_000;
/** The same for code, which a person asks for. */
const copiedFileBytes = 20_000_000;

type ComposeContext = Parameters<typeof prepareRequest>[0] & Pick<RequestsContext, 'session'>;

/** The request as it will be sent, secrets masked, and what is in its way. Works while the vault is locked; viewers may look too, without a connection. */
export async function composeRequest(
  context: ComposeContext,
  actor: Actor,
  draft: RequestDraft,
  literal = false,
): Promise<Composed> {
  const prepared = await prepareRequest(context, actor, draft, {
    readBytes: shownFileBytes,
    values: 'shown',
    literal,
    set: context.session.of(actor, placeOf(context, actor, draft)),
  });
  const { built, destinations, judge, scope } = prepared;
  const shown = withHints(prepared, context.now());
  const redactor = createRedactor(secretsIn(prepared, shown));
  const { headers, problem } = everyHeader(context, prepared, shown);
  const text = built.body && redactor.text(built.body.shown);
  const copy = copied(prepared, shown, redactor);
  return {
    method: copy.method,
    url: copy.url,
    headers: redactHeaders(headers, redactor, judge),
    body: text?.slice(0, shownCharacters) ?? null,
    bodyBytes: built.body?.size ?? 0,
    problems: [...built.problems, ...problem, ...refusedHost(prepared)],
    foreignHost: destinations?.label ?? null,
    curl: curlCommand(copy),
    production: scope.environment?.isProduction && !isSafeMethod(built.method) ? scope.environment.name : null,
  };
}

/** What must not be shown of a request: what was typed, what variables filled in, and what credentials by hand made of that. */
function secretsIn({ built, secrets }: PreparedRequest, shown: Shown): string[] {
  return [...soughtValues(built.typed), ...secrets, ...shown.secrets];
}

/** The request as a program in a language, with placeholders where secrets stand. */
export async function writeRequest(
  context: ComposeContext,
  actor: Actor,
  { draft, language }: { draft: RequestDraft; language: CodeLanguage },
): Promise<string> {
  const prepared = await prepareRequest(context, actor, draft, {
    readBytes: copiedFileBytes,
    values: 'shown',
    set: context.session.of(actor, placeOf(context, actor, draft)),
  });
  const { connection } = prepared;
  const shown = withHints(prepared, context.now());
  const copy = copied(prepared, shown, createRedactor(secretsIn(prepared, shown)));
  const hints = connection === null ? [] : [connection, ...connection.more].map(({ secretHint }) => secretHint);
  const hidden = [...hints, mask].flatMap((text) => [text, encodeURIComponent(text)]).filter((text) => text !== '');
  const placed = (text: string) => hidden.reduce((left, each) => left.replaceAll(each, secretPlaceholder), text);
  return writeCode(language, {
    ...copy,
    url: placed(copy.url),
    headers: copy.headers.map(({ name, value }) => ({ name, value: placed(value) })),
    body: copy.body && redactedCopy(copy.body, placed),
  });
}

/** What a person copies: without what every client adds, and without secrets. */
function copied({ built, judge, filled }: PreparedRequest, shown: Shown, redactor: Redactor): CurlRequest {
  return {
    method: built.method,
    url: redactUrl(shown.url, redactor, judge),
    headers: redactHeaders(shown.headers, redactor, judge),
    body: built.body && redactedCopy(built.body.copied, redactor.text),
    redirects: filled.followRedirects === false ? null : (filled.maxRedirects ?? settingDefaults.maxRedirects),
  };
}

/** Who did not enter the secret cannot confirm another host; better to say so before sending. */
function refusedHost({ connection, destinations }: PreparedRequest): DraftProblem[] {
  if (connection === null || destinations === null || destinations.label === null || destinations.mayConfirm) return [];
  const { label } = destinations;
  return [error('url', `The secret of ${connection.name} may not go to ${label}. Whoever entered it can allow it.`)];
}

/** A request as it is shown, and what in it was typed as a credential. */
interface Shown extends Pick<UnsignedRequest, 'url' | 'headers'> {
  readonly secrets: readonly string[];
}

/** The request with the hint of the secret where the secret will stand. */
function withHints({ built, connection, byHand, outgoing }: PreparedRequest, at: number): Shown {
  const bare = { method: built.method, url: built.url?.href ?? built.address, headers: built.headers };
  if (built.url !== null && byHand !== null)
    return applyConnection({ ...bare, body: signable(outgoing) }, byHand.applied, byHand.materials, { at });
  if (connection === null || built.url === null) return { ...bare, secrets: [] };
  const signed = showConnection(bare, connection, at);
  const hints = [connection, ...connection.more].map(({ secretHint }) => secretHint);
  const derived = signed.secrets.filter((text) => text !== '' && !hints.includes(text));
  const hide = (text: string) => derived.reduce((left, form) => left.replaceAll(form, mask), text);
  return {
    url: hints.reduce((url, hint) => url.replaceAll(encodeURIComponent(hint) || hint, hint), signed.url),
    headers: signed.headers.map(([name, value]) => [name, hide(value)]),
    secrets: [],
  };
}

type Pairs = UnsignedRequest['headers'];

/** What goes out besides what was written: what every request carries. A header that cannot be written is a problem. */
function everyHeader(
  { outbound }: ComposeContext,
  { built }: PreparedRequest,
  { url, headers }: { url: string; headers: Pairs },
): { headers: Pairs; problem: DraftProblem[] } {
  if (built.url === null) return { headers, problem: [] };
  const { method, body } = built;
  const masked = headers.map(([name, value]) => [name, latin(value)] as const);
  try {
    const all = wireHeadersOf(outbound, { method, url, headers: masked, ...(body && { body: body.bytes }) }, body);
    return { headers: all.map(([name, value]) => [name, value.replaceAll(stand, mask)]), problem: [] };
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return { headers, problem: [error('headers', cause.message)] };
  }
}

/** The mask is no character of a header; it stands in for itself while headers are judged. */
const stand = '\u00a0\u00b7';
const latin = (value: string): string => value.replaceAll(mask, stand);

function redactedCopy(body: CurlBody, hide: (text: string) => string): CurlBody {
  if (body.kind === 'file') return body;
  if (body.kind === 'text') return { ...body, text: hide(body.text) };
  const parts = body.parts.map((part) => ({ ...part, text: part.text === null ? null : hide(part.text) }));
  return { ...body, parts };
}
