import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '#contract/fault.ts';
import { oauthFaults } from '#contract/oauth.ts';
import { suspendConnection } from '#main/domains/connections/index.ts';
import { releaseLease } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { failureOf, findingsOf } from '../doctor/findings.ts';
import { emitTokenFact, tokenFacts } from '../facts.ts';
import { needsSignIn } from '../faults.ts';
import { type OAuthConnection, openClientSecret, type TokenContext } from '../oauthConnection.ts';
import { isUnattended, renewGrant } from '../protocol/client.ts';
import { createRecorder, type StepRecorder } from '../protocol/recorder.ts';
import { type Lease, leaseName, takeRenewalLease } from './lease.ts';
import { planRenewal } from './renewalJob.ts';
import { type NewTokens, openToken, sendSignInNotice, storeTokens } from './tokenStore.ts';
import { changeTokenRow, readTokenRow, saveSteps } from './tokenTable.ts';

/** How often a process looks whether another one has finished, and for how long. */
const pollMs = 40;
const patienceMs = 60_000;

/** Brings tokens newer than `generation`, unless only a person can; callers meanwhile wait for the same renewal. */
export type Renew = (actor: Actor, connection: OAuthConnection, generation: number) => Promise<void>;

/** One renewal at a time for a connection: in this process by a shared promise, between processes by a lease in the store. */
export function createRenew(context: TokenContext): Renew {
  const running = new Map<string, Promise<void>>();
  const writer = createTokenWriter(context);
  return (actor, connection, generation) => {
    const name = leaseName(connection);
    const current = running.get(name);
    if (current) return current;
    const work = renewInTurn(context, writer, actor, connection, generation).finally(() => running.delete(name));
    running.set(name, work);
    return work;
  };
}

async function renewInTurn(
  context: TokenContext,
  writer: TokenWriter,
  actor: Actor,
  connection: OAuthConnection,
  generation: number,
): Promise<void> {
  if (writer.writeUnsaved(connection)) return;
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    if (!canRenewUnattended(context, connection)) return;
    const turn = takeRenewalLease(context, connection, generation, endpointOf(connection));
    if (turn.kind === 'done') return;
    if (turn.kind === 'mine') return await renewNow(context, writer, actor, connection, turn.lease);
    await delay(pollMs);
  }
  throw oauthFaults.fault('REFRESH_FAILED', 'Another Patchbay has been refreshing the token for a minute.', {
    kept: 'The tokens are kept.',
    todo: 'Try again.',
  });
}

/** After the end of its tokens only a person goes on, except where none was needed in the first place. */
function canRenewUnattended({ store }: TokenContext, connection: OAuthConnection): boolean {
  const status = readTokenRow(store.read, connection)?.status ?? 'none';
  return status === 'ok' || (isUnattended(connection.config) && status !== 'revoked');
}

const endpointOf = ({ config }: OAuthConnection): string => config.refreshUrl ?? config.tokenUrl ?? config.issuer ?? '';

async function renewNow(
  context: TokenContext,
  writer: TokenWriter,
  actor: Actor,
  connection: OAuthConnection,
  lease: Lease,
): Promise<void> {
  const recorder = createRecorder(context, 'background', lease.interrupted);
  try {
    const secret = openClientSecret(context, connection);
    const refreshToken = openToken(context.vault, context.store.read, connection, 'oauth:refresh');
    const settings = { recorder, config: connection.config, secret, skewMs: lease.row.clockSkewMs };
    const granted = await renewGrant(settings, refreshToken);
    if (granted === null) throw needsSignIn(connection.name, cannotRenew);
    writer.write(connection, { granted, recorder, by: 'refresh', leaseOwner: lease.owner }, lease.row.generation);
  } catch (error) {
    recordRefusal(context, actor, connection, lease, recorder, error);
  }
}

const cannotRenew = 'Its token has ended, and the server gave none to renew it with.';

/** Reads the row again before it judges: tokens that another process stored meanwhile are as good as ours would have been. */
function recordRefusal(
  context: TokenContext,
  actor: Actor,
  connection: OAuthConnection,
  lease: Lease,
  recorder: StepRecorder,
  error: unknown,
): void {
  const gone = recorder.lastCode() === 'invalid_grant' && !isUnattended(connection.config);
  const reason = gone ? reasonOf(recorder) : null;
  const overtaken = context.store.write((w) => {
    releaseLease(w, leaseName(connection), lease.owner);
    const row = readTokenRow(w, connection);
    if (row?.generation !== lease.row.generation) return true;
    const skew = recorder.skewMs();
    const known = skew === null ? {} : { clockSkewMs: skew };
    changeTokenRow(w, connection, { ...known, underWay: null });
    saveSteps(w, connection, recorder.at, recorder.steps());
    if (reason !== null) endTokens(context, w, actor, connection, reason);
    return false;
  });
  if (overtaken) return;
  context.facts.signal('tokenState', connection.tenantId, [connection.id]);
  if (reason !== null) sendSignInNotice(context, connection, reason);
  throw reason === null ? failureOf(recorder, error, 'REFRESH_FAILED') : needsSignIn(connection.name, reason);
}

function reasonOf(recorder: StepRecorder): string {
  const findings = findingsOf(recorder.steps(), { requestedScopes: [], grantedScopes: null });
  const interrupted = findings.some(({ code }) => code === 'INTERRUPTED');
  const title =
    findings.find(({ code }) => code.startsWith('REFRESH_'))?.title ?? 'The server refused the refresh token';
  return interrupted ? `${title}; Patchbay ended in the middle of the refresh before.` : `${title}.`;
}

/** Marks tokens as ended for good, in the caller's transaction; only a person can bring others. `reason` is for them. */
export function endTokens(
  context: Pick<TokenContext, 'facts' | 'jobs'>,
  w: Writer,
  actor: Actor,
  connection: OAuthConnection,
  reason: string,
): void {
  changeTokenRow(w, connection, { status: 'needsSignIn', statusReason: reason });
  suspendConnection(w, connection, 'needsSignIn', reason);
  planRenewal(context, w, connection);
  emitTokenFact(context, w, tokenFacts.ended, actor, connection, reason);
}

/**
 * Writes renewed tokens. Those that came while someone locked the vault stay in memory until it is open again: the server may have
 * ended the ones of before already.
 */
interface TokenWriter {
  /** `generation` is what stood in the store when they were requested. Throws VAULT_LOCKED, and keeps the tokens in memory then. */
  write(connection: OAuthConnection, tokens: NewTokens, generation: number): void;
  /** Writes what could not be written before; false where there is nothing. */
  writeUnsaved(connection: OAuthConnection): boolean;
}

function createTokenWriter(context: TokenContext): TokenWriter {
  const unsaved = new Map<string, { tokens: NewTokens; generation: number }>();
  const write = (connection: OAuthConnection, tokens: NewTokens, generation: number) => {
    context.store.write((w) => {
      releaseLease(w, leaseName(connection), tokens.leaseOwner);
      // A sign-in that finished meanwhile is newer.
      if (readTokenRow(w, connection)?.generation !== generation) return;
      storeTokens(context, w, connection, tokens);
    });
    context.facts.signal('tokenState', connection.tenantId, [connection.id]);
  };
  return {
    write: (connection, tokens, generation) => {
      try {
        write(connection, tokens, generation);
      } catch (error) {
        if (error instanceof Fault && error.code === 'VAULT_LOCKED')
          unsaved.set(leaseName(connection), { tokens, generation });
        throw error;
      }
    },
    writeUnsaved: (connection) => {
      const left = unsaved.get(leaseName(connection));
      if (left === undefined) return false;
      write(connection, left.tokens, left.generation);
      unsaved.delete(leaseName(connection));
      return true;
    },
  };
}
