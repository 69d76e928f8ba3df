import type { CheckResult, ConnectionKind } from '#contract/connections.ts';
import type { CheckTarget } from './checkTarget.ts';
import { credentialKinds } from './credentials/kinds.ts';
import type { ConnectionRow } from './table.ts';

/** What a check's answer means. `state` null leaves the connection's state as it is: the answer says nothing about its secret. */
export interface Verdict {
  readonly ok: boolean;
  readonly outcome: CheckResult['outcome'];
  readonly state: ConnectionRow['state'] | null;
  readonly message: string;
  readonly todo: string | null;
}

interface Asked {
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
export function verdictOf(asked: Asked): Verdict {
  const { name, status, kind } = asked;
  if (status < 400)
    return { ok: true, outcome: 'works', state: 'valid', message: `${name} answered ${status}.`, todo: null };
  if (status === 401 || status === 403) return kind === null ? asksForMore(asked) : refused(asked, kind);
  if (status >= 500)
    return {
      ok: false,
      outcome: 'failed',
      state: 'failing',
      message: `${name} answered ${status}: something is wrong on its side.`,
      todo: 'Try again later.',
    };
  return reached(asked);
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

function refused({ name, status }: Asked, kind: ConnectionKind): Verdict {
  const what = credentialKinds[kind].secretWord;
  const todo =
    status === 401
      ? `Replace the ${what}, or check that it has not expired.`
      : `Check that the ${what} has the permissions that are needed, or replace it.`;
  const message = `${name} refused the ${what} (${status}). The connection is kept and marked refused.`;
  return { ok: false, outcome: 'failed', state: 'refused', message, todo };
}

/** Neither a success nor a failure: nothing that could be accepted went along. */
function asksForMore({ name, status }: Asked): Verdict {
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

function reached({ name, status, chosenBy }: Asked): Verdict {
  if (status === 429)
    return {
      ok: true,
      outcome: 'unproved',
      state: null,
      message: `${name} asks to wait (429).`,
      todo: 'Check again later.',
    };
  const ok = chosenBy !== 'person';
  const message = `${name} answered ${status}: it can be reached, and this says nothing about the connection.`;
  const todo = ok ? 'Set a check path that is known to work.' : 'Correct the check path of the integration.';
  return { ok, outcome: ok ? 'unproved' : 'failed', state: null, message, todo };
}
