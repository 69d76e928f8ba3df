import { setTimeout as pause } from 'node:timers/promises';
import type { TenantId } from '#contract/common.ts';
import type { SyncProblem, SyncStatus } from '#contract/sync.ts';
import { leaseOwner, releaseLease, takeLease } from '#main/jobs/index.ts';
import { syncOnce } from '../engine/cycle.ts';
import { hasWaitingSecrets } from '../engine/heldBack.ts';
import { type Run, retryHeldBack } from '../engine/pull.ts';
import { canListen, type ServerConnection } from '../server/connect.ts';
import { ServerError } from '../server/errors.ts';
import type { SyncContext } from './context.ts';
import { passes, problemOf } from './faults.ts';
import { handOnKeys } from './keys.ts';
import { openTeam } from './login.ts';
import { changeTeam, readTeam } from './table.ts';

type Progress = NonNullable<SyncStatus['team']>['progress'];

/** Keeps one tenant in step with its team for as long as it runs. */
export interface Runner {
  /** What happens now. `hears`: changes of others are told at once. */
  state(): {
    readonly isWorking: boolean;
    readonly isOffline: boolean;
    readonly progress: Progress;
    readonly hears: boolean;
    /** Why it does not go on, where that could not be written down: the disk may be full. */
    readonly problem: SyncProblem | null;
  };
  /** Syncs now, after what is under way. Settles when that is done; throws what went wrong. */
  now(): Promise<void>;
  /** Ends what is under way. It goes on where it was when somebody asks for it, or by itself after some minutes. */
  cancel(): void;
  /** The vault was locked or unlocked. */
  onVault(): void;
  /** Deletions of so many things were confirmed. */
  confirmDeletions(things: number): void;
  close(): Promise<void>;
}

/** Changes of one action come in several transactions at times; they go together. */
const gatherMs = 25;
const pollMs = 30_000;
/** Where nobody tells of changes. */
const askMs = 5_000;
const firstRetryMs = 2_000;
const longestRetryMs = 120_000;
/** Whoever cancels does not want it to begin again at once. */
const restMs = 10 * 60_000;
/** The lease is kept while a run works; a process that ends lets go at once. */
const leaseMs = 4 * 60_000;
/** A person who asks for it waits for the sync of another process first. */
const leaseWaitMs = 60_000;
const leaseRetryMs = 100;

export function createRunner(context: SyncContext, tenantId: TenantId, isAutomatic: boolean): Runner {
  const { engine, store, now } = context;
  const closing = new AbortController();
  const owner = leaseOwner();
  const lease = `sync ${tenantId}`;
  let connection: ServerConnection | null = null;
  let channel = '';
  let hears = false;
  let progress: Progress = null;
  let working: Promise<void> | null = null;
  let cancelling = new AbortController();
  let isOffline = false;
  let failures = 0;
  let unsaved: SyncProblem | null = null;
  let confirmed = 0;
  let wanted = false;
  /** What waited when the last run was done: it was held back, and waits on. */
  let settled = '';
  let timer: NodeJS.Timeout | undefined;
  let seen = dataVersion();

  function dataVersion(): unknown {
    return engine.rows.sqlite.pragma('data_version', { simple: true });
  }

  const changed = () => context.signal(tenantId);
  const hasNews = () => !engine.outbox.isEmpty(tenantId) && engine.outbox.signature(tenantId) !== settled;

  async function connected(): Promise<ServerConnection> {
    if (connection && connection.lost === undefined) return connection;
    connection = null;
    hears = false;
    const team = readTeam(engine.rows, tenantId);
    if (!team) throw new Error('The tenant is not shared any more.');
    const opened = await openTeam(context, team, AbortSignal.any([closing.signal, cancelling.signal]));
    opened.onNotification(() => wake(0));
    opened.onLost(() => {
      hears = false;
      if (isAutomatic && !closing.signal.aborted) wake(firstRetryMs);
    });
    connection = opened;
    channel = '';
    return opened;
  }

  /** The channel changes when somebody leaves the team. */
  async function listen(on: ServerConnection, next: string): Promise<void> {
    if (!isAutomatic || channel === next) return;
    if (channel === '') hears = await canListen(on, await context.loginOf(tenantId)).catch(() => false);
    if (channel !== '') await on.query('UNLISTEN *');
    // A name of the database's own: letters, digits and underscores.
    if (hears && /^[a-z0-9_]+$/.test(next)) await on.query(`LISTEN ${next}`);
    channel = next;
  }

  const run = (on: ServerConnection): Omit<Run, 'userId'> => ({
    context: engine,
    tenantId,
    server: context.serverOf(on, tenantId),
    signal: AbortSignal.any([closing.signal, cancelling.signal]),
    progress: (phase, done, total) => {
      progress = { phase, done, total };
      changed();
    },
    onApplied: (applied, rows) => context.onApplied(tenantId, applied, rows),
  });

  /** @param waitMs how long to wait for another process that syncs; without it, its sync is as good as one of ours */
  async function work(waitMs: number): Promise<void> {
    if (!readTeam(engine.rows, tenantId)) return forgetConnection();
    if (!(await haveLease(waitMs))) {
      if (waitMs === 0) return;
      throw new ServerError('locked', 'Another Patchbay of this computer syncs for very long.');
    }
    try {
      const { on, hello } = await overConnection();
      await listen(on, hello.channel);
      isOffline = false;
      failures = 0;
      unsaved = null;
    } finally {
      store.write((w) => releaseLease(w, lease, owner));
      progress = null;
    }
  }

  const isEnded = () => closing.signal.aborted || cancelling.signal.aborted;

  /** A connection that was open may have been lost without a sign; a new one says what is the matter. */
  async function overConnection(): Promise<{ on: ServerConnection; hello: { channel: string } }> {
    const wasOpen = connection !== null && connection.lost === undefined;
    const on = await connected();
    try {
      return { on, hello: await syncAll(on) };
    } catch (error) {
      if (!wasOpen || on.lost === undefined || isEnded()) throw error;
      const again = await connected();
      return { on: again, hello: await syncAll(again) };
    }
  }

  async function haveLease(waitMs: number): Promise<boolean> {
    const until = performance.now() + waitMs;
    for (;;) {
      if (store.write((w) => takeLease(w, lease, owner, now(), now() + leaseMs))) return true;
      if (performance.now() >= until || isEnded()) return false;
      await pause(leaseRetryMs);
    }
  }

  /** Another process has left the team. */
  async function forgetConnection(): Promise<void> {
    await connection?.close();
    connection = null;
  }

  async function syncAll(on: ServerConnection): Promise<{ channel: string }> {
    const { hello, question, left } = await syncOnce(run(on), { confirmedDeletions: confirmed });
    settled = left;
    if (question === null) confirmed = 0;
    await handOnKeys(context, on, tenantId, hello);
    return hello;
  }

  function noteFailure(error: unknown): void {
    if (isEnded()) return;
    failures += 1;
    isOffline = passes(error);
    if (!(error instanceof ServerError)) context.log('error', 'Sync failed.', { trace: String(error) });
    const problem = problemOf(error, now());
    const before = readTeam(engine.rows, tenantId)?.problem;
    // The same problem goes on: it is told since when.
    if (before?.code === problem.code && before.message === problem.message) return;
    unsaved = problem;
    try {
      store.write(() => changeTeam(engine.rows, tenantId, { problem }));
      unsaved = null;
    } catch {
      // The first failure is the one to tell.
    }
  }

  function begin(waitMs = 0): Promise<void> {
    wanted = false;
    cancelling = new AbortController();
    // Its first steps commit, and must not look like edits of somebody else.
    working = Promise.resolve()
      .then(() => work(waitMs))
      .catch((error: unknown) => {
        noteFailure(error);
        throw error;
      })
      .finally(() => {
        working = null;
        wanted ||= failures === 0 && hasNews();
        changed();
        plan();
      });
    changed();
    return working;
  }

  function plan(): void {
    if (!isAutomatic || closing.signal.aborted) return;
    const retryMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 10));
    wake(wanted ? gatherMs : failures > 0 ? retryMs : hears ? pollMs : askMs);
  }

  let due = Number.POSITIVE_INFINITY;
  let restsUntil = 0;
  function wake(inMs: number): void {
    if (!isAutomatic || closing.signal.aborted) return;
    if (working) {
      wanted = true;
      return;
    }
    const at = Math.max(performance.now() + inMs, restsUntil);
    if (at >= due && timer !== undefined) return;
    clearTimeout(timer);
    due = at;
    const start = () => {
      due = Number.POSITIVE_INFINITY;
      timer = undefined;
      if (working) wanted = true;
      else void begin().catch(() => undefined);
    };
    timer = setTimeout(start, Math.max(0, at - performance.now())).unref();
  }

  /** Retries of a database that is away are not shortened by every edit. */
  const lookForEdits = () => {
    if (!working && failures === 0 && hasNews()) wake(gatherMs);
  };
  const ends: (() => void)[] = [];
  if (isAutomatic) {
    ends.push(store.onCommit(lookForEdits));
    const others = setInterval(() => {
      const version = dataVersion();
      if (version !== seen) lookForEdits();
      seen = version;
    }, 1_000).unref();
    ends.push(() => clearInterval(others));
    wake(0);
  }
  return {
    state: () => ({ isWorking: working !== null, isOffline, progress, hears, problem: unsaved }),
    now: async () => {
      await working?.catch(() => undefined);
      clearTimeout(timer);
      timer = undefined;
      due = Number.POSITIVE_INFINITY;
      restsUntil = 0;
      await (working ?? begin(leaseWaitMs));
    },
    cancel: () => {
      if (!working) return;
      restsUntil = performance.now() + restMs;
      cancelling.abort();
      // Nobody waits for an answer that is under way.
      void connection?.close();
    },
    onVault: () => {
      if (context.vault.standing().status !== 'unlocked') return;
      const team = readTeam(engine.rows, tenantId);
      if (team?.problem?.code === 'VAULT_LOCKED') wake(0);
      if (!hasWaitingSecrets(engine, tenantId)) return;
      retryHeldBack({
        context: engine,
        tenantId,
        onApplied: (applied, rows) => context.onApplied(tenantId, applied, rows),
      });
      wake(0);
    },
    confirmDeletions: (things) => {
      confirmed = things;
    },
    close: async () => {
      closing.abort();
      clearTimeout(timer);
      for (const end of ends) end();
      await working?.catch(() => undefined);
      await connection?.close();
    },
  };
}
