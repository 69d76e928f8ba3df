import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '#contract/fault.ts';
import { oauthFaults } from '#contract/oauth.ts';
import { suspendConnection } from '#main/domains/connections/index.ts';
import { failureOf, findingsOf } from '../doctor/findings.ts';
import { needsSignIn } from '../faults.ts';
import { type OAuthConnection, openClientSecret, type TokenDeps } from '../oauthConnection.ts';
import { createRecorder, type StepRecorder } from '../protocol/recorder.ts';
import { type GrantedTokens, isUnattended, renewGrant } from '../protocol/tokenGrants.ts';
import { type Lease, takeLease } from './lease.ts';
import { announceTokens, openToken, storeTokens } from './tokenStore.ts';
import { changeTokenRow, readTokenRow, saveSteps } from './tokenTable.ts';

/** How often a process looks whether another one has finished, and for how long. */
const pollMs = 40;
const patienceMs = 60_000;

/** Brings tokens newer than `generation`, unless only a person can; callers meanwhile wait for the same renewal. */
export type Renew = (connection: OAuthConnection, generation: number) => Promise<void>;

/** One renewal at a time for a connection: in this process by a shared promise, between processes by a lease in the store. */
export function createRenew(deps: TokenDeps): Renew {
  const running = new Map<string, Promise<void>>();
  const writer = createTokenWriter(deps);
  return (connection, generation) => {
    const name = nameOf(connection);
    const current = running.get(name);
    if (current) return current;
    const work = renewInTurn(deps, writer, connection, generation).finally(() => running.delete(name));
    running.set(name, work);
    return work;
  };
}

async function renewInTurn(
  deps: TokenDeps,
  writer: TokenWriter,
  connection: OAuthConnection,
  generation: number,
): Promise<void> {
  if (writer.writeUnsaved(connection)) return announceTokens(deps, connection);
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    if (!canRenewUnattended(deps, connection)) return;
    const turn = takeLease(deps, connection, generation, endpointOf(connection));
    if (turn.kind === 'done') return;
    if (turn.kind === 'mine') return await renewNow(deps, writer, connection, turn.lease);
    await delay(pollMs);
  }
  throw oauthFaults.fault('REFRESH_FAILED', 'Another Patchbay has been refreshing the token for a minute.', {
    kept: 'The tokens are kept.',
    todo: 'Try again.',
  });
}

/** After the end of its tokens only a person goes on, except where none was needed in the first place. */
function canRenewUnattended({ store }: TokenDeps, connection: OAuthConnection): boolean {
  const status = readTokenRow(store.read, connection)?.status ?? 'none';
  return status === 'ok' || (isUnattended(connection.config) && status !== 'revoked');
}

const endpointOf = ({ config }: OAuthConnection): string => config.refreshUrl ?? config.tokenUrl ?? config.issuer ?? '';

async function renewNow(
  deps: TokenDeps,
  writer: TokenWriter,
  connection: OAuthConnection,
  lease: Lease,
): Promise<void> {
  const recorder = createRecorder(deps, 'background', lease.interrupted);
  try {
    deps.vault.touch();
    const secret = openClientSecret(deps, connection);
    const refreshToken = openToken(deps.vault, deps.store.read, connection, 'oauth:refresh');
    const settings = { recorder, config: connection.config, secret, skewMs: lease.row.clockSkewMs };
    const granted = await renewGrant(settings, refreshToken);
    if (granted === null) throw needsSignIn(connection.name, cannotRenew);
    writer.write(connection, { granted, recorder, generation: lease.row.generation });
    announceTokens(deps, connection);
  } catch (error) {
    recordRefusal(deps, connection, lease, recorder, error);
  }
}

const cannotRenew = 'Its token has ended, and the server gave none to renew it with.';

/** Reads the row again before it judges: tokens that another process stored meanwhile are as good as ours would have been. */
function recordRefusal(
  deps: TokenDeps,
  connection: OAuthConnection,
  lease: Lease,
  recorder: StepRecorder,
  error: unknown,
): void {
  const gone = recorder.lastCode() === 'invalid_grant' && !isUnattended(connection.config);
  const reason = gone ? reasonOf(recorder) : null;
  const overtaken = deps.store.write((w) => {
    const row = readTokenRow(w, connection);
    if (row?.generation !== lease.row.generation) return true;
    const ended = reason === null ? {} : { status: 'needsSignIn' as const, statusReason: reason };
    const skew = recorder.skewMs();
    const known = skew === null ? {} : { clockSkewMs: skew };
    changeTokenRow(w, connection, { ...ended, ...known, leaseOwner: null, leaseUntil: null, underWay: null });
    saveSteps(w, connection, recorder.at, recorder.steps());
    if (reason !== null) suspendConnection(w, connection, 'needsSignIn', reason);
    return false;
  });
  if (overtaken) return;
  announceTokens(deps, connection, reason);
  throw reason === null ? failureOf(recorder, error, 'REFRESH_FAILED') : needsSignIn(connection.name, reason);
}

function reasonOf(recorder: StepRecorder): string {
  const findings = findingsOf(recorder.steps(), { requestedScopes: [], grantedScopes: null });
  const interrupted = findings.some(({ code }) => code === 'INTERRUPTED');
  const title =
    findings.find(({ code }) => code.startsWith('REFRESH_'))?.title ?? 'The server refused the refresh token';
  return interrupted ? `${title}; Patchbay ended in the middle of the refresh before.` : `${title}.`;
}

interface UnsavedTokens {
  readonly granted: GrantedTokens;
  readonly recorder: StepRecorder;
  /** What stood in the store when they were asked for. */
  readonly generation: number;
}

/**
 * Writes renewed tokens. Those that came while someone locked the vault stay in memory until it is open again: the server may have
 * ended the ones of before already.
 */
interface TokenWriter {
  /** Throws VAULT_LOCKED, and keeps the tokens in memory then. */
  write(connection: OAuthConnection, tokens: UnsavedTokens): void;
  /** Writes what could not be written before; false where there is nothing. */
  writeUnsaved(connection: OAuthConnection): boolean;
}

function createTokenWriter(deps: TokenDeps): TokenWriter {
  const unsaved = new Map<string, UnsavedTokens>();
  const write = (connection: OAuthConnection, { granted, recorder, generation }: UnsavedTokens) =>
    deps.store.write((w) => {
      // A sign-in that finished meanwhile is newer.
      if (readTokenRow(w, connection)?.generation !== generation) return;
      storeTokens(deps, w, connection, granted, recorder, 'refresh');
    });
  return {
    write: (connection, tokens) => {
      try {
        write(connection, tokens);
      } catch (error) {
        if (error instanceof Fault && error.code === 'VAULT_LOCKED') unsaved.set(nameOf(connection), tokens);
        throw error;
      }
    },
    writeUnsaved: (connection) => {
      const tokens = unsaved.get(nameOf(connection));
      if (tokens === undefined) return false;
      write(connection, tokens);
      unsaved.delete(nameOf(connection));
      return true;
    },
  };
}

/** Connections of different tenants are told apart. */
const nameOf = ({ tenantId, id }: Pick<OAuthConnection, 'tenantId' | 'id'>): string => `${tenantId} ${id}`;
