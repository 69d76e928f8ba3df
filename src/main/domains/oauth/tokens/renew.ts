import { setTimeout as delay } from 'node:timers/promises';
import { oauthFaults } from '#contract/oauth.ts';
import { suspendConnection } from '#main/domains/connections/lifecycle.ts';
import { failureOf } from '../doctor/failureOf.ts';
import { findingsOf } from '../doctor/findingsOf.ts';
import { needsSignIn } from '../faults.ts';
import { openSecretOf, type Subject } from '../ofConnection.ts';
import { asksAlone } from '../protocol/asksAlone.ts';
import { type Exchange, openExchange } from '../protocol/openExchange.ts';
import type { TokenDeps } from '../tokenDeps.ts';
import { askAnew } from './askAnew.ts';
import { keepExchange } from './keepExchange.ts';
import { type Lease, takeLease } from './lease.ts';
import { openToken } from './sealedTokens.ts';
import { tellTokens } from './tellTokens.ts';
import { changeTokenRow, readTokenRow } from './tokenRow.ts';
import { createTokenWriter, nameOf, type TokenWriter } from './unsavedTokens.ts';

/** How often a process looks whether another one has finished, and for how long. */
const pollMs = 40;
const patienceMs = 60_000;

/** Brings tokens newer than `generation`, unless only a person can; who asks meanwhile waits for the same answer. */
export type Renew = (subject: Subject, generation: number) => Promise<void>;

/** One renewal at a time for a connection: in this process by a shared promise, between processes by a lease in the store. */
export function createRenew(deps: TokenDeps): Renew {
  const running = new Map<string, Promise<void>>();
  const writer = createTokenWriter(deps);
  return (subject, generation) => {
    const name = nameOf(subject);
    const current = running.get(name);
    if (current) return current;
    const work = inTurn(deps, writer, subject, generation).finally(() => running.delete(name));
    running.set(name, work);
    return work;
  };
}

async function inTurn(deps: TokenDeps, writer: TokenWriter, subject: Subject, generation: number): Promise<void> {
  if (writer.writeLeft(subject)) return tellTokens(deps, subject);
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    if (!mayAsk(deps, subject)) return;
    const turn = takeLease(deps, subject, generation, endpointOf(subject));
    if (turn.kind === 'done') return;
    if (turn.kind === 'mine') return await renewNow(deps, writer, subject, turn.lease);
    await delay(pollMs);
  }
  throw oauthFaults.fault('REFRESH_FAILED', 'Another Patchbay has been refreshing the token for a minute.', {
    kept: 'The tokens are kept.',
    todo: 'Try again.',
  });
}

/** After the end of its tokens only a person goes on, except where none was needed in the first place. */
function mayAsk({ store }: TokenDeps, subject: Subject): boolean {
  const status = readTokenRow(store.read, subject)?.status ?? 'none';
  return status === 'ok' || (asksAlone(subject.config) && status !== 'revoked');
}

const endpointOf = ({ config }: Subject): string => config.refreshUrl ?? config.tokenUrl ?? config.issuer ?? '';

async function renewNow(deps: TokenDeps, writer: TokenWriter, subject: Subject, lease: Lease): Promise<void> {
  const exchange = openExchange(deps, 'background', lease.interrupted);
  try {
    deps.vault.touch();
    const held = {
      secret: openSecretOf(deps, subject),
      refreshToken: openToken(deps.vault, deps.store.read, subject, 'oauth:refresh'),
      skewMs: lease.row.clockSkewMs,
    };
    const granted = await askAnew(exchange, subject, held);
    if (granted === null) throw needsSignIn(subject.name, cannotRenew);
    writer.write(subject, { granted, exchange, generation: lease.row.generation });
    tellTokens(deps, subject);
  } catch (error) {
    giveUp(deps, subject, lease, exchange, error);
  }
}

const cannotRenew = 'Its token has ended, and the server gave none to renew it with.';

/** Reads the row again before it judges: tokens that another process stored meanwhile are as good as ours would have been. */
function giveUp(deps: TokenDeps, subject: Subject, lease: Lease, exchange: Exchange, error: unknown): void {
  const gone = exchange.lastCode() === 'invalid_grant' && !asksAlone(subject.config);
  const reason = gone ? reasonOf(exchange) : null;
  const overtaken = deps.store.write((w) => {
    const row = readTokenRow(w, subject);
    if (row?.generation !== lease.row.generation) return true;
    const ended = reason === null ? {} : { status: 'needsSignIn' as const, statusReason: reason };
    const skew = exchange.skewMs();
    const known = skew === null ? {} : { clockSkewMs: skew };
    changeTokenRow(w, subject, { ...ended, ...known, leaseOwner: null, leaseUntil: null, underWay: null });
    keepExchange(w, subject, exchange.at, exchange.steps());
    if (reason !== null) suspendConnection(w, subject, 'needsSignIn', reason);
    return false;
  });
  if (overtaken) return;
  tellTokens(deps, subject, reason);
  throw reason === null ? failureOf(exchange, error, 'REFRESH_FAILED') : needsSignIn(subject.name, reason);
}

function reasonOf(exchange: Exchange): string {
  const findings = findingsOf(exchange.steps(), { requestedScopes: [], grantedScopes: null });
  const interrupted = findings.some(({ code }) => code === 'INTERRUPTED');
  const title =
    findings.find(({ code }) => code.startsWith('REFRESH_'))?.title ?? 'The server refused the refresh token';
  return interrupted ? `${title}; Patchbay ended in the middle of the refresh before.` : `${title}.`;
}
