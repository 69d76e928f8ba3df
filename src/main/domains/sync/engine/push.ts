import { isRefusal } from '../server/errors.ts';
import { changeTeam } from '../team/table.ts';
import { applyRows } from './apply.ts';
import { holdBack, isHeldBack, joinSent } from './heldBack.ts';
import { type Incoming, placeOf } from './incoming.ts';
import { type Change, type Pending, privateTo } from './outbox.ts';
import { nextTurn, pullTo, type Run, teamOf } from './pull.ts';
import { findRefused, refusalOf } from './refused.ts';
import { TravellingSecrets } from './secrets.ts';
import type { PushOutcome } from './server.ts';

/** Characters of JSON in one part of a push. */
const partLength = 512 * 1024;
/** No row is larger; Postgres takes 255 MB in one value, and a person would wait for minutes. */
const mostOfRow = 32 * 1024 * 1024;
/** How often others may be quicker before this store asks them to wait. */
const mostMisses = 2;

interface Op {
  readonly op: string;
  readonly base: number;
  readonly rows: number;
}

/** Where no answer came, the same is sent again: the database does it once. */
export function openPush({ context, tenantId }: Run): Op | undefined {
  return context.rows.statement('SELECT op_id AS op, base, rows FROM sync_pushes WHERE tenant_id = ?').get(tenantId) as
    | Op
    | undefined;
}

/** Brings everything that was changed here to the team, with what others have done meanwhile fetched in between. */
export async function pushAll(run: Run): Promise<void> {
  for (let misses = 0; ; ) {
    run.signal.throwIfAborted();
    const op = openPush(run) ?? beginPush(run);
    if (!op) return;
    const answer = await (misses < mostMisses ? send(run, op) : sendFirst(run, op)).catch((error: unknown) =>
      setRefusedAside(run, error),
    );
    if (!answer) continue;
    if (answer.outcome === 'done') {
      finishPush(run, answer);
      misses = 0;
      continue;
    }
    misses += 1;
    run.context.write(() => run.context.outbox.bringBack(run.tenantId));
    await pullTo(run, answer.rev);
  }
}

/** Asks the others to wait, takes over what they have done, and sends before they go on. */
function sendFirst(run: Run, op: Op): Promise<PushOutcome> {
  return run.server.locked(async (head: number) => {
    if (head !== op.base) {
      run.context.write(() => run.context.outbox.bringBack(run.tenantId));
      await pullTo(run, head, true);
    }
    const next = openPush(run) ?? beginPush(run);
    if (!next) return { outcome: 'behind', rev: head };
    return send(run, next);
  });
}

/** Sends nothing of this, and looks later whether the rest can go. Throws where no row of it is to blame. */
async function setRefusedAside(run: Run, error: unknown): Promise<undefined> {
  if (!isRefusal(error)) throw error;
  const { context, tenantId } = run;
  const parts = context.rows
    .statement('SELECT changes FROM sync_push_parts WHERE tenant_id = ? ORDER BY part')
    .pluck()
    .all(tenantId) as string[];
  context.write(() => context.outbox.bringBack(tenantId));
  if ((await refusalOf(run, [])) !== null) throw error;
  const refused = await findRefused(
    run,
    parts.flatMap((text) => JSON.parse(text) as Change[]),
  );
  if (refused.length === 0) throw error;
  context.write(() => {
    const gone: Incoming[] = [];
    for (const [{ t, r }, error] of refused) {
      const table = context.registry.byName.get(t);
      // It stands there, and is somebody else's alone by now.
      if (error.kind === 'noAccess') gone.push(goneFrom(run, t, r));
      else if (table) holdBack(context, tenantId, { direction: 'out', table, rowId: r, reason: error.message });
    }
    applyRows(context, tenantId, gone);
  });
  return undefined;
}

/** The database has it. What was changed since waits in the outbox, with what was sent as its base. */
function finishPush(run: Run, { rev, token }: Extract<PushOutcome, { outcome: 'done' }>): void {
  const { context, tenantId } = run;
  context.write(() => {
    leaveToOthers(run);
    joinSent(context, tenantId);
    context.rows.statement('DELETE FROM sync_pushes WHERE tenant_id = ?').run(tenantId);
    changeTeam(context.rows, tenantId, { cursor: rev, token });
  });
}

/** A row that this person sees no more. */
const goneFrom = ({ context, userId }: Run, table: string, rowId: string): Incoming => ({
  ...{ rev: 0, table, rowId, deleted: true, data: null, byUser: userId, at: context.now() },
});

/** What was given to another person alone is theirs from now on, and goes from here as from everybody else. */
function leaveToOthers(run: Run): void {
  const { context, tenantId, userId } = run;
  const { rows, registry, outbox } = context;
  const sent = rows
    .statement("SELECT DISTINCT table_name AS t, row_id AS r FROM sync_sent WHERE tenant_id = ? AND column_name <> ''")
    .all(tenantId) as { t: string; r: string }[];
  const given = sent.flatMap(({ t, r }): Incoming[] => {
    const table = registry.byName.get(t);
    const owner = table ? privateTo(rows, table, tenantId, r) : null;
    if (!table || owner === null || owner === userId || outbox.pendingOf(tenantId, table, r)) return [];
    const parts = privateChildren(run, { table, rowId: r, mark: null }).map((child) => [child.t, child.r] as const);
    return [[t, r] as const, ...parts].map(([name, rowId]) => goneFrom(run, name, rowId));
  });
  if (given.length > 0) applyRows(context, tenantId, given);
}

/** Takes all that waits, as it stands now, as one revision. Nothing to send leaves nothing waiting. */
function beginPush(run: Run): Op | undefined {
  const { context, tenantId } = run;
  return context.write(() => {
    const { rows, outbox } = context;
    if (context.secrets.state(tenantId) === 'off')
      rows
        .statement("DELETE FROM sync_outbox WHERE tenant_id = ? AND table_name = 'secrets' AND base IS NOT 'delete'")
        .run(tenantId);
    const parts = new PartWriter();
    const left: Pending[] = [];
    for (const change of changesOf(run, left)) parts.add(change);
    const op = { op: context.newId(), base: teamOf(run).cursor, rows: parts.rows };
    rows
      .statement('INSERT INTO sync_pushes (tenant_id, op_id, base, rows, created_at) VALUES (?, ?, ?, ?, ?)')
      .run(tenantId, op.op, op.base, op.rows, context.now());
    parts.texts().forEach((changes, part) => {
      rows
        .statement('INSERT INTO sync_push_parts (tenant_id, part, changes) VALUES (?, ?, ?)')
        .run(tenantId, part, changes);
    });
    outbox.moveToSent(tenantId);
    for (const { table, rowId } of left) outbox.leave(tenantId, table, rowId);
    if (parts.rows > 0) return op;
    // Values that were changed and changed back are no change.
    rows.statement('DELETE FROM sync_pushes WHERE tenant_id = ?').run(tenantId);
    return undefined;
  });
}

/** Changes as JSON lists of bounded length. */
class PartWriter {
  rows = 0;
  readonly #done: string[] = [];
  #current: string[] = [];
  #length = 0;

  add(text: string): void {
    this.rows += 1;
    this.#current.push(text);
    this.#length += text.length;
    if (this.#length >= partLength) this.#close();
  }

  texts(): string[] {
    this.#close();
    return this.#done;
  }

  #close(): void {
    if (this.#current.length > 0) this.#done.push(`[${this.#current.join(',')}]`);
    this.#current = [];
    this.#length = 0;
  }
}

/** @param left gets what stays in the outbox: held back, or a secret that cannot be sealed now */
function* changesOf(run: Run, left: Pending[]): Generator<string> {
  const { context, tenantId } = run;
  const touched = new Map<string, Change>();
  const sent = new Set<string>();
  for (const pending of context.outbox.pending(tenantId)) {
    const { table, rowId } = pending;
    if (isHeldBack(context, tenantId, pending) || (table.isSecret && pending.mark !== 'delete' && !canSeal(run))) {
      left.push(pending);
      continue;
    }
    const change = table.isSecret ? secretChange(run, pending) : context.outbox.changeOf(tenantId, pending);
    if (!change) continue;
    const text = JSON.stringify(change);
    if (text.length > mostOfRow) {
      holdBack(context, tenantId, { direction: 'out', table, rowId, reason: 'It is larger than 32 MB.' });
      left.push(pending);
      continue;
    }
    sent.add(placeOf(change.t, change.r));
    for (const child of [...privateChildren(run, pending), ...secretsOf(run, pending)])
      touched.set(placeOf(child.t, child.r), child);
    yield text;
  }
  for (const [place, change] of touched) if (!sent.has(place)) yield JSON.stringify(change);
}

const canSeal = ({ context, tenantId }: Run): boolean => context.secrets.state(tenantId) === 'ready';

/** As private as what it belongs to. */
function secretChange(
  { context, tenantId }: Run,
  { table, rowId, mark }: Pick<Pending, 'table' | 'rowId' | 'mark'>,
): Change | undefined {
  if (mark === 'delete') return { t: table.name, r: rowId, k: 'delete' };
  const d = context.secrets.toTeam(context.read, table, tenantId, rowId);
  if (!d) return undefined;
  const [owner, id] = JSON.parse(rowId) as string[];
  const of = context.registry.byName.get(owner ?? '');
  return { t: table.name, r: rowId, k: 'put', d, p: of ? privateTo(context.rows, of, tenantId, id ?? '') : null };
}

/** Where the settings of a connection change, its secrets are sealed for the new ones. */
function secretsOf(run: Run, { table, rowId, mark }: Pending): Change[] {
  const { context, tenantId } = run;
  const { secrets } = context.registry;
  if (table.name !== 'connections' || mark !== null || !secrets || !canSeal(run)) return [];
  return TravellingSecrets.idsOf(context.rows.ids(secrets, tenantId), table.name, rowId).flatMap(
    (id) => secretChange(run, { table: secrets, rowId: id, mark: null }) ?? [],
  );
}

/** What belongs to a row is as private as the row; where that may have changed, it is said of all of it. */
function privateChildren(
  { context, tenantId }: Run,
  { table, rowId, mark }: Pick<Pending, 'table' | 'rowId' | 'mark'>,
): Change[] {
  if (!table.rules.privateTo || mark === 'delete') return [];
  return (context.registry.childrenOf.get(table.name) ?? [])
    .filter(({ table: child, reference }) => reference.cascades && child.rules.privateTo)
    .flatMap(({ table: child, reference }) =>
      context.rows
        .idsPointingAt(child, reference.column, tenantId, rowId)
        .map((r): Change => ({ t: child.name, r, k: 'put', d: {}, p: privateTo(context.rows, child, tenantId, r) })),
    );
}

/** A small push is one call; of a large one only the parts that are not there yet are sent. */
async function send(run: Run, { op, base, rows }: Op): Promise<PushOutcome> {
  const { context, tenantId, server, signal } = run;
  const read = (part: number) =>
    context.rows
      .statement('SELECT changes FROM sync_push_parts WHERE tenant_id = ? AND part = ?')
      .pluck()
      .get(tenantId, part) as string;
  const count = context.rows
    .statement('SELECT count(*) FROM sync_push_parts WHERE tenant_id = ?')
    .pluck()
    .get(tenantId) as number;
  if (count === 1) return server.push(op, base, read(0));
  const there = await server.staged(op);
  for (let part = there === null ? 0 : there + 1; part < count; part += 1) {
    signal.throwIfAborted();
    await server.stage(op, part, read(part));
    run.progress('upload', Math.round((rows * (part + 1)) / count), rows);
    await nextTurn();
  }
  return server.push(op, base, null);
}

/** What a viewer's store changed by itself, as a purge does, others do as well; what the person changed before is kept. */
export function holdBackAll({ context, tenantId }: Run): void {
  if (context.outbox.isEmpty(tenantId)) return;
  context.write(() => {
    for (const pending of [...context.outbox.pending(tenantId)]) {
      const { table, rowId, mark, bases } = pending;
      if (mark === 'delete' && typeof bases.get('deleted_at') === 'number')
        context.outbox.forget(tenantId, table, rowId);
      else if (!isHeldBack(context, tenantId, pending))
        holdBack(context, tenantId, {
          direction: 'out',
          table,
          rowId,
          reason: 'Your role in the team does not allow changes any more.',
        });
    }
  });
}
