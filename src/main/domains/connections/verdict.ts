import type { IntegrationId } from '#contract/common.ts';
import type { CheckResult, ConnectionKind } from '#contract/connections.ts';
import type { OperationDetail, OperationSummary } from '#contract/openapi.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { ConnectionsContext } from './context.ts';
import { credentialKinds } from './credentials/kinds.ts';
import { requireIntegration } from './requirements.ts';
import type { StateRow } from './table.ts';

/** What a check asks for, and how it was chosen: by a person, from the operations, or for want of both the base URL. */
export interface CheckTarget {
  readonly url: string;
  readonly chosenBy: 'person' | 'operation' | 'base';
  /** A good answer proves the connection: nobody else is said to get one. A person who chose the path says so. */
  readonly proves: boolean;
}

/** Operations looked at in full before the base URL is taken instead. */
const looks = 12;

/** The schemes of a connection's parts; null stands for a part that was made by hand. Empty without a connection. */
type SchemeKeys = readonly (string | null)[];

/**
 * The safe request that proves most: the check path; else the first GET without required parameters, those that cannot do without
 * the connection's schemes first; else the base URL.
 */
export async function checkTarget(
  { store, definitions }: Pick<ConnectionsContext, 'store' | 'definitions'>,
  actor: Actor,
  id: IntegrationId,
  keys: SchemeKeys,
): Promise<CheckTarget> {
  const { baseUrl, checkPath } = requireIntegration(store.read, actor, id);
  if (checkPath !== null && checkPath !== '')
    return { url: join(baseUrl, checkPath), chosenBy: 'person', proves: keys.length > 0 };
  for (const summary of candidates(definitions.summariesOf(store.read, actor, id), keys).slice(0, looks)) {
    const detail = await definitions.describe(actor, { integrationId: id, key: summary.key });
    if (needsNothing(detail))
      return { url: join(baseUrl, summary.path), chosenBy: 'operation', proves: rankOf(summary, keys) === 0 };
  }
  return { url: baseUrl, chosenBy: 'base', proves: false };
}

type Summary = Pick<OperationSummary, 'key' | 'method' | 'path' | 'security'>;

function candidates(summaries: readonly Summary[], keys: SchemeKeys): Summary[] {
  return summaries
    .filter(({ method, path }) => method === 'GET' && !path.includes('{'))
    .map((summary) => ({ summary, rank: keys.length === 0 ? 0 : rankOf(summary, keys) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ summary }) => summary);
}

/** 0: asks for every scheme of the connection and cannot do without; 1: takes one of them; 2: nothing to do with them. */
function rankOf({ security }: Pick<Summary, 'security'>, keys: SchemeKeys): 0 | 1 | 2 {
  const alternatives = (security ?? []).map((parts) => parts.map((part) => part.scheme));
  const isClosed = alternatives.length > 0 && alternatives.every((schemes) => schemes.length > 0);
  // What was made by hand names no scheme: whatever the operation insists on is what it stands for.
  if (keys.includes(null)) return isClosed ? 0 : 2;
  if (isClosed && keys.length > 0 && alternatives.some((schemes) => isSame(schemes, keys))) return 0;
  return alternatives.some((schemes) => schemes.some((scheme) => keys.includes(scheme))) ? 1 : 2;
}

function isSame(schemes: readonly string[], keys: SchemeKeys): boolean {
  return schemes.length === keys.length && schemes.every((scheme) => keys.includes(scheme));
}

function needsNothing({ parameters, requestBody }: Pick<OperationDetail, 'parameters' | 'requestBody'>): boolean {
  return !parameters.some((parameter) => parameter.required) && requestBody?.required !== true;
}

/** A path below the base URL; an own origin in it would lead the secret elsewhere, so it stays a path. */
function join(baseUrl: string, path: string): string {
  const base = new URL(baseUrl);
  const [pathname = '', search] = path.split('#')[0]?.split(/\?(.*)/s) ?? [];
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/${pathname.replace(/^\/+/, '')}`;
  if (search !== undefined) base.search = search;
  return base.href;
}

/** What a check's answer means. `state` null leaves the connection's state as it is: the answer says nothing about its secret. */
export interface Verdict {
  readonly ok: boolean;
  readonly outcome: CheckResult['outcome'];
  readonly state: StateRow['state'] | null;
  readonly message: string;
  readonly todo: string | null;
}

interface StatusAnswer {
  readonly name: string;
  readonly status: number;
  /** Null where no secret was sent. */
  readonly kind: ConnectionKind | null;
  readonly chosenBy: CheckTarget['chosenBy'];
}

/**
 * Reads a status: 2xx and 3xx are what the request could prove, 401 and 403 refuse the connection, or ask for one where none went
 * along; 5xx is the other side's failure. 404 and other 4xx show
 * that the host answers; they fail the check only where a person chose the path, and say nothing about the secret either way.
 */
export function verdictOf(answer: StatusAnswer): Verdict {
  const { name, status, kind } = answer;
  if (status < 400)
    return { ok: true, outcome: 'works', state: 'valid', message: `${name} answered ${status}.`, todo: null };
  if (status === 401 || status === 403) return kind === null ? asksForMore(answer) : refused(answer, kind);
  if (status >= 500)
    return {
      ok: false,
      outcome: 'failed',
      state: 'failing',
      message: `${name} answered ${status}: something is wrong on its side.`,
      todo: 'Try again later.',
    };
  return reached(answer);
}

/** A redirect to another origin, where the secret does not go: what answers there says nothing about it. */
export function ledAway(name: string, to: string): Verdict {
  const message = `${name} leads to ${URL.parse(to)?.host ?? 'another host'}, and the secret does not go along.`;
  return {
    ok: true,
    outcome: 'unproved',
    state: null,
    message,
    todo: 'If the API moved there, change the base URL and the hosts.',
  };
}

function refused({ name, status }: StatusAnswer, kind: ConnectionKind): Verdict {
  const what = credentialKinds[kind].secretWord;
  const tokens = kind === 'oauth2';
  const todo =
    status === 401
      ? `${tokens ? 'Sign in again' : `Replace the ${what}`}, or check that it has not expired.`
      : `Check that the ${what} has the permissions that are needed, or ${tokens ? 'sign in again' : 'replace it'}.`;
  const message = `${name} refused the ${what} (${status}).`;
  return { ok: false, outcome: 'failed', state: 'refused', message, todo };
}

/** Neither a success nor a failure: nothing that could be accepted went along. */
function asksForMore({ name, status }: StatusAnswer): Verdict {
  const message = `${name} answers and asks for authentication (${status}): it needs a connection.`;
  return { ok: false, outcome: 'needsConnection', state: null, message, todo: 'Connect it, then check again.' };
}

/** A good answer to a request that would have got it without the secret as well. */
export function unproved(kind: ConnectionKind): Verdict {
  const word = credentialKinds[kind].secretWord;
  const message = `The server answers, but nothing it was asked needs this ${word}, so the ${word} is not proved.`;
  const todo = `Set a check path of the integration that answers only with the ${word}.`;
  return { ok: true, outcome: 'unproved', state: null, message, todo };
}

function reached({ name, status, chosenBy }: StatusAnswer): Verdict {
  if (status === 429)
    return {
      ok: true,
      outcome: 'unproved',
      state: null,
      message: `${name} is rate limiting (429).`,
      todo: 'Check again later.',
    };
  const ok = chosenBy !== 'person';
  const message = `${name} answered ${status}: it can be reached, and this says nothing about the connection.`;
  const todo = ok ? 'Set a check path that is known to work.' : 'Correct the check path of the integration.';
  return { ok, outcome: ok ? 'unproved' : 'failed', state: null, message, todo };
}
