import type { TenantId } from '#contract/common.ts';
import { isStoreTrouble } from '#main/store/index.ts';
import { changeTeam, readTeam, type ScanState, type Team } from '../team/table.ts';
import type { Applied } from './application.ts';
import { applyRows } from './apply.ts';
import type { EngineContext } from './context.ts';
import { heldBackIncoming, releaseUnseen } from './heldBack.ts';
import type { Incoming } from './incoming.ts';
import { isOfAdmins } from './registry.ts';
import { isKey } from './rows.ts';
import type { Place, TeamServer } from './server.ts';

/** How far long work is. */
export type Progress = (phase: 'download' | 'upload', done: number, total: number | null) => void;

/** What one run of sync is given. */
export interface Run {
  readonly context: EngineContext;
  readonly tenantId: TenantId;
  /** The person at this store, as the team's database knows them. */
  readonly userId: string;
  readonly server: TeamServer;
  /** Aborted when a person cancels or the console ends. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Called in the transaction that applied rows. */
  readonly onApplied: (applied: Applied, rows: readonly Incoming[]) => void;
}

const pageRows = 4_000;
/** As many are applied in one transaction; of more, each step is one, in an order in which no step refers to a later one. */
const mostAtOnce = 5_000;
const stepRows = 2_000;

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function teamOf({ context, tenantId }: Pick<Run, 'context' | 'tenantId'>): Team {
  const team = readTeam(context.rows, tenantId);
  if (!team) throw new Error('The tenant is not shared any more.');
  return team;
}

/**
 * Fetches what the team has since this store's last revision, up to `head` at least, and takes it over.
 * @param isLocked nobody can write meanwhile
 */
export async function pullTo(run: Run, head: number, isLocked = false): Promise<void> {
  const { context, tenantId } = run;
  const { cursor } = teamOf(run);
  if (cursor >= head) return;
  const { rows, upto, token } = await fetchFrom(run, cursor, head, isLocked);
  run.signal.throwIfAborted();
  await takeOver(run, rows, cursor, () => changeTeam(context.rows, tenantId, { cursor: upto, token }));
  retryHeldBack(run);
}

interface Fetched {
  readonly rows: readonly Incoming[];
  /** The revision that they bring this store to, with its token. */
  readonly upto: number;
  readonly token: string | null;
}

/**
 * All of it is of one state: a row that is written again between two pages would be missing in what refers to it. One page is of one state
 * by itself; several are read in one transaction.
 */
async function fetchFrom(run: Run, cursor: number, head: number, isLocked: boolean): Promise<Fetched> {
  const { server } = run;
  const first = await server.pull(startAfter(cursor), Number.MAX_SAFE_INTEGER, pageRows);
  if (!first.more) {
    const upto = Math.max(head, first.rows.at(-1)?.rev ?? 0);
    return { rows: first.rows, upto, token: await tokenAt(run, first, upto) };
  }
  if (isLocked) return fetchAll(run, cursor, head);
  const { token } = teamOf(run);
  return server.snapshot(async () => fetchAll(run, cursor, (await server.hello(cursor, token)).head));
}

const startAfter = (cursor: number): Place => ({ rev: cursor + 1, table: '', rowId: '' });

/** A page knows it, unless the revision wrote nothing that this person may read. */
async function tokenAt(
  { server }: Run,
  { rows, token }: Pick<Fetched, 'rows' | 'token'>,
  rev: number,
): Promise<string | null> {
  return rows.at(-1)?.rev === rev ? token : server.tokenOf(rev);
}

async function fetchAll(run: Run, cursor: number, upto: number): Promise<Fetched> {
  const { server, signal } = run;
  const rows: Incoming[] = [];
  for (let after = startAfter(cursor); ; ) {
    signal.throwIfAborted();
    const page = await server.pull(after, upto, pageRows);
    rows.push(...page.rows);
    const last = page.rows.at(-1);
    if (last) after = { rev: last.rev, table: last.table, rowId: last.rowId };
    run.progress('download', rows.length, null);
    if (!page.more || !last) return { rows, upto, token: await tokenAt(run, page, upto) };
  }
}

/**
 * @param from the revision after which it was fetched; where another process has gone on meanwhile, it is old, and left
 * @param finish runs in the transaction of the last step
 */
async function takeOver(run: Run, incoming: readonly Incoming[], from: number, finish: () => void): Promise<void> {
  const { context } = run;
  const isOld = () => teamOf(run).cursor !== from;
  if (incoming.length <= mostAtOnce) {
    inOne(context.write, (isolates) => {
      if (isOld()) return;
      applyAndTell(run, incoming, isolates);
      finish();
    });
    return;
  }
  const rank = new Map(context.registry.tables.map(({ name }, index) => [name, index]));
  const rankOf = ({ table, deleted }: Incoming) => (deleted ? 1_000 - (rank.get(table) ?? 0) : (rank.get(table) ?? 0));
  const sorted = [...incoming].sort((a, b) => rankOf(a) - rankOf(b));
  for (let at = 0; at < sorted.length; at += stepRows) {
    const isLast = at + stepRows >= sorted.length;
    inOne(context.write, (isolates) => {
      if (isOld()) return;
      applyAndTell(run, sorted.slice(at, at + stepRows), isolates);
      if (isLast) finish();
    });
    run.progress('download', Math.min(at + stepRows, sorted.length), sorted.length);
    await nextTurn();
  }
}

/**
 * Runs work in one transaction. Savepoints take longer than the rows themselves and are hardly ever needed, so that they are made at the
 * second try alone.
 */
function inOne(write: EngineContext['write'], work: (isolates: boolean) => void): void {
  try {
    write(() => work(false));
  } catch (error) {
    if (isStoreTrouble(error)) throw error;
    write(() => work(true));
  }
}

function applyAndTell(run: Run, incoming: readonly Incoming[], isolates: boolean): void {
  run.onApplied(applyRows(run.context, run.tenantId, incoming, isolates), incoming);
}

/** Tries once more what could not be taken over: what it belongs to may have come, or this version may know more. */
export function retryHeldBack(run: Pick<Run, 'context' | 'tenantId' | 'onApplied'>): void {
  const { context, tenantId, onApplied } = run;
  const waiting = heldBackIncoming(context, tenantId);
  if (waiting.length > 0) context.write(() => onApplied(applyRows(context, tenantId, waiting), waiting));
}

/** Begins a walk from its first table on, in the caller's transaction; another that was under way is given up. */
export function startScan(
  { context, tenantId }: Pick<Run, 'context' | 'tenantId'>,
  given: Pick<ScanState, 'purpose' | 'upto' | 'token' | 'since'>,
  also: Partial<Team> = {},
): void {
  const { rows, registry } = context;
  rows.statement('DELETE FROM sync_seen WHERE tenant_id = ?').run(tenantId);
  const scan = { ...given, table: registry.tables[0]?.name ?? '', after: '', done: 0, total: null };
  changeTeam(rows, tenantId, { ...also, scan });
}

/** Begins to walk over everything that the team has, at the revision that is the head now. */
export async function beginScan(run: Run, given: Pick<ScanState, 'purpose' | 'since'>, head: number): Promise<void> {
  const { context, server } = run;
  const { knownColumns } = context.registry;
  const token = await server.tokenOf(head);
  context.write(() => startScan(run, { ...given, upto: head, token }, { knownColumns }));
}

/** Says how far a walk is. Rows that were made since they were counted are not in the total. */
function tellScan({ progress }: Run, done: number, total: number | null): void {
  progress('download', done, total === null ? null : Math.max(total, done));
}

/** Asks how many rows there are, so that a person sees how long it takes. */
async function countScan(run: Run, scan: ScanState): Promise<void> {
  const { context, tenantId, server } = run;
  const total = scan.total ?? (await server.countRows(context.registry.tables.map(({ name }) => name)));
  context.write(() => changeTeam(context.rows, tenantId, { scan: { ...scan, total } }));
  tellScan(run, scan.done, total);
}

/**
 * Walks on over everything that the team has, table by table, from where it stopped. What is changed meanwhile comes again afterwards, with
 * the revisions after its begin, so that a row whose parent is not here yet is left to them.
 */
export async function goOnScanning(run: Run): Promise<void> {
  const { context, tenantId, server, signal } = run;
  const { tables } = context.registry;
  const { scan: begun } = teamOf(run);
  if (begun) await countScan(run, begun);
  let ahead: ReturnType<TeamServer['scan']> | undefined;
  for (let scan = teamOf(run).scan; scan; scan = teamOf(run).scan) {
    signal.throwIfAborted();
    const at = scan;
    const index = tables.findIndex(({ name }) => name === at.table);
    const page = await (ahead ?? server.scan(at.table, at.after, pageRows));
    signal.throwIfAborted();
    const rows = page.rows;
    const last = rows.at(-1);
    const next = tables[index + 1];
    const goesOn = page.more && last !== undefined;
    // Comes while this page is taken over.
    ahead = goesOn ? server.scan(at.table, last.rowId, pageRows) : next && server.scan(next.name, '', pageRows);
    ahead?.catch(() => undefined);
    const done = at.done + rows.length;
    for (let from = 0; from < rows.length; from += stepRows) {
      const step = rows.slice(from, from + stepRows);
      // Steps that a loss of power takes come again.
      inOne(context.record, (isolates) => {
        if (at.purpose === 'compare') noteSeen(run, step);
        applyAndTell(run, at.purpose === 'keepMine' ? step.filter((row) => !isMine(run, at, row)) : step, isolates);
        const reached = step.at(-1);
        if (reached)
          changeTeam(context.rows, tenantId, {
            scan: { ...at, after: reached.rowId, done: at.done + from + step.length },
          });
      });
      tellScan(run, at.done + from + step.length, at.total);
      await nextTurn();
    }
    if (goesOn) continue;
    context.write(() => {
      if (next) changeTeam(context.rows, tenantId, { scan: { ...at, table: next.name, after: '', done } });
      else finishScan(run, at);
    });
  }
}

/** Whether a row goes from here as it stands: it is here, is this person's to send, and nobody has written it meanwhile. */
function isMine({ context, tenantId }: Run, { since = 0 }: ScanState, { table, rowId, at }: Incoming): boolean {
  const known = context.registry.byName.get(table);
  if (!known || at >= since || !isKey(known, rowId)) return false;
  return (
    context.rows.has(known, tenantId, rowId) && (!isOfAdmins(known) || teamOf({ context, tenantId }).role === 'admin')
  );
}

function noteSeen({ context, tenantId }: Run, rows: readonly Incoming[]): void {
  const note = context.rows.statement(
    'INSERT OR IGNORE INTO sync_seen (tenant_id, table_name, row_id) VALUES (?, ?, ?)',
  );
  for (const { table, rowId, deleted } of rows) if (!deleted) note.run(tenantId, table, rowId);
}

/** What is here and was not seen there was deleted there, unless it was made or brought back here. */
function finishScan(run: Run, scan: ScanState): void {
  const { context, tenantId } = run;
  const { rows, registry, outbox, now } = context;
  if (scan.purpose === 'compare') {
    const seen = rows.statement('SELECT 1 FROM sync_seen WHERE tenant_id = ? AND table_name = ? AND row_id = ?');
    const gone = registry.tables
      .filter(({ owner, isSecret }) => owner === 'column' && !isSecret)
      .flatMap((table) =>
        rows
          .ids(table, tenantId)
          .filter((rowId) => seen.get(tenantId, table.name, rowId) === undefined)
          .filter((rowId) => !['insert', 'replace'].includes(outbox.pendingOf(tenantId, table, rowId)?.mark ?? ''))
          .map(
            (rowId): Incoming => ({
              rev: scan.upto,
              table: table.name,
              rowId,
              deleted: true,
              data: null,
              byUser: null,
              at: now(),
            }),
          ),
      );
    applyAndTell(run, gone, true);
    releaseUnseen(context, tenantId);
  }
  rows.statement('DELETE FROM sync_seen WHERE tenant_id = ?').run(tenantId);
  changeTeam(rows, tenantId, { scan: null, cursor: scan.upto, token: scan.token });
}
