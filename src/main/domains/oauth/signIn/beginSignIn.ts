import type { ConnectionId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { SignInState } from '#contract/oauth.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { OAuthDeps } from '../deps.ts';
import { failureOf } from '../doctor/failureOf.ts';
import { openSecretOf, requireSubject, type Subject } from '../ofConnection.ts';
import { asksAlone } from '../protocol/asksAlone.ts';
import { beginTalk } from '../protocol/beginTalk.ts';
import { openExchange } from '../protocol/openExchange.ts';
import type { Endpoint } from '../protocol/serverOf.ts';
import { requireOpenVault } from '../tokens/requireOpenVault.ts';
import { readTokenRow } from '../tokens/tokenRow.ts';
import { aloneSignIn } from './aloneSignIn.ts';
import { type Attempt, createAttempt } from './attempt.ts';
import { codeSignIn } from './codeSignIn.ts';
import { deviceSignIn } from './deviceSignIn.ts';
import { keepFailure } from './outcome.ts';
import { timeOut } from './timeOut.ts';

/**
 * Begins a sign-in and answers where it stands: a page to open, a code to type, or tokens already. An older attempt of the same
 * connection ends. Throws CONFIG_INVALID, DISCOVERY_FAILED, REDIRECT_PORT_TAKEN, SIGN_IN_FAILED, VAULT_LOCKED or a network fault.
 */
export async function beginSignIn(
  deps: OAuthDeps,
  actor: Actor,
  { connectionId, open }: { connectionId: ConnectionId; open: boolean },
): Promise<SignInState> {
  requireRole(actor, 'editor');
  const subject = requireSubject(deps.store.read, actor, connectionId);
  requireOpenVault(deps);
  const secret = openSecretOf(deps, subject);
  for (const older of deps.signIns.all()) {
    if (older.subject.id === subject.id) older.cancel('A newer sign-in took its place.');
  }
  const attempt = newAttempt(deps, actor, subject);
  try {
    await run(deps, attempt, secret, open);
  } catch (error) {
    throw notBegun(deps, attempt, error);
  }
  return attempt.view();
}

function newAttempt(deps: OAuthDeps, actor: Actor, subject: Subject): Attempt {
  const attempt = createAttempt({
    ...{ actor, subject, now: deps.now, exchange: openExchange(deps, 'person') },
    onChange: ({ id }) => deps.events.changed('oauth', subject.tenantId, [id, subject.id]),
    onTimeOut: (late) => timeOut(deps, late),
  });
  deps.signIns.add(attempt);
  return attempt;
}

async function run(deps: OAuthDeps, attempt: Attempt, secret: string | null, open: boolean): Promise<void> {
  const { subject, exchange, signal } = attempt;
  const { config } = subject;
  const skewMs = readTokenRow(deps.store.read, subject)?.clockSkewMs ?? null;
  if (asksAlone(config)) return await aloneSignIn(deps, attempt, secret, skewMs);
  const talk = await beginTalk({ exchange, config, secret, skewMs, signal }, neededBy[config.grant]);
  if (config.grant === 'deviceCode') return await deviceSignIn(deps, attempt, talk, open);
  return await codeSignIn(deps, attempt, talk, open);
}

const neededBy: Record<Subject['config']['grant'], readonly Endpoint[]> = {
  authorizationCode: ['authorization', 'token'],
  implicit: ['authorization'],
  deviceCode: ['deviceAuthorization', 'token'],
  clientCredentials: ['token'],
  password: ['token'],
};

/** What prevents a sign-in from beginning is told at once; its steps are kept for the doctor. */
function notBegun(deps: OAuthDeps, attempt: Attempt, error: unknown): unknown {
  if (!attempt.isOpen()) return error;
  keepFailure(deps, attempt);
  const fault = error instanceof Fault ? error : failureOf(attempt.exchange, error, 'SIGN_IN_FAILED');
  attempt.end('failed', fault.message, fault.data.todo ?? null);
  return fault;
}
