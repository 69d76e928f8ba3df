import type { Composed, RequestDraft } from '#contract/requests.ts';
import { soughtValues } from '#core/http/typedSecrets.ts';
import { showConnection, type UnsignedRequest } from '#main/domains/connections/index.ts';
import { createRedactor, mask } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type DraftProblem, error } from './checks.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { redactHeaders, redactUrl } from './redaction.ts';
import { prepareRequest } from './send.ts';

/** Characters of a body that are shown. */
const shownCharacters = 64 * 1024;

/** The request as it will be sent, secrets masked, and what stands in its way. Works while the vault is locked; viewers may look too, without a connection. */
export async function composeRequest(context: RequestsContext, actor: Actor, draft: RequestDraft): Promise<Composed> {
  const prepared = await prepareRequest(context, actor, draft);
  const { built, foreignHost, judge } = prepared;
  const redactor = createRedactor(soughtValues(built.typed));
  const shown = withHints(prepared, context.now());
  const headers = redactHeaders(shown.headers, redactor, judge);
  const text = built.body && redactor.text(built.body.shown);
  const { method } = built;
  const url = redactUrl(shown.url, redactor, judge);
  return {
    method,
    url,
    headers,
    body: text?.slice(0, shownCharacters) ?? null,
    bodyBytes: built.body?.bytes.length ?? 0,
    problems: [...built.problems, ...refusedHost(prepared)],
    foreignHost,
    curl: curlOf({ method, url, headers, body: text }),
  };
}

/** A person who may not change the connection cannot confirm another host either; better to say so before sending. */
function refusedHost({ connection, foreignHost, mayConfirm }: PreparedRequest): DraftProblem[] {
  if (connection === null || foreignHost === null || mayConfirm) return [];
  return [error('url', `The secret of ${connection.name} may not go to ${foreignHost}. Its owner can allow it.`)];
}

/** The request with the hint of the secret where the secret will stand. */
function withHints({ built, connection }: PreparedRequest, at: number): Pick<UnsignedRequest, 'url' | 'headers'> {
  const bare = { method: built.method, url: built.url?.href ?? built.address, headers: built.headers };
  if (connection === null || built.url === null) return bare;
  const signed = showConnection(bare, connection, at);
  const hints = [connection, ...connection.more].map(({ secretHint }) => secretHint);
  const derived = signed.secrets.filter((text) => text !== '' && !hints.includes(text));
  const hide = (text: string) => derived.reduce((left, form) => left.replaceAll(form, mask), text);
  return {
    url: hints.reduce((url, hint) => url.replaceAll(encodeURIComponent(hint) || hint, hint), signed.url),
    headers: signed.headers.map(([name, value]) => [name, hide(value)]),
  };
}

interface Shown {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string | null;
}

/** The request as a command for a POSIX shell. */
function curlOf({ method, url, headers, body }: Shown): string {
  const words = [
    `curl ${method === 'GET' && body === null ? '' : `-X ${quote(method)} `}${quote(url)}`,
    ...headers.map(({ name, value }) => `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${quote(body)}`]),
  ];
  return words.join(' \\\n  ');
}

function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
