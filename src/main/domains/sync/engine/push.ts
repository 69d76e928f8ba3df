import { changeTeam } from '../teams.ts';
import { holdBack, isHeldBack } from './heldBack.ts';
import { type Change, type Pending, privateTo } from './outbox.ts';
import { nextTurn, pullTo, type Run, teamOf } from './pull.ts';
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
    const answer = misses < mostMisses ? await send(run, op) : await sendFirst(run, op);
    if (answer.outcome === 'done') {
      finishPush(run, answer);
      misses = 0;
      continue;
    }
    misses += 1;
    run.context.write(() => bringBack(run));
    await pullTo(run, answer.rev);
  }
}

/** Asks the others to wait, takes over what they have done, and sends before they go on. */
function sendFirst(run: Run, op: Op): Promise<PushOutcome> {
  return run.server.locked(async (head: number) => {
    if (head !== op.base) {
      run.context.write(() => bringBack(run));
      await pullTo(run, head);
    }
    const next = openPush(run) ?? beginPush(run);
    if (!next) return { outcome: 'behind', rev: head };
    return send(run, next);
  });
}

function bringBack({ context, tenantId }: Run): void {
  context.outbox.bringBack(tenantId);
  context.rows.statement('DELETE FROM sync_pushes WHERE tenant_id = ?').run(tenantId);
}

/** The database has it. What was changed since waits in the outbox, with what was sent as its base. */
function finishPush({ context, tenantId }: Run, { rev, token }: Extract<PushOutcome, { outcome: 'done' }>): void {
  context.write(() => {
    context.rows.statement('DELETE FROM sync_pushes WHERE tenant_id = ?').run(tenantId);
    changeTeam(context.rows, tenantId, { cursor: rev, token });
  });
}

/** Takes all that waits, as it stands now, as one revision. Nothing to send leaves nothing waiting. */
function beginPush(run: Run): Op | undefined {
  const { context, tenantId } = run;
  return context.write(() => {
    const { rows, outbox } = context;
    const parts = new PartWriter();
    for (const change of changesOf(run)) parts.add(change);
    if (parts.rows === 0) {
      leaveHeldBack(run);
      return undefined;
    }
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
    keepHeldBack(run);
    return op;
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

function* changesOf(run: Run): Generator<string> {
  const { context, tenantId } = run;
  const touched = new Map<string, Change>();
  const sent = new Set<string>();
  for (const pending of context.outbox.pending(tenantId)) {
    const { table, rowId } = pending;
    if (isHeldBack(context, tenantId, table.name, rowId)) continue;
    const change = context.outbox.changeOf(tenantId, pending);
    if (!change) continue;
    const text = JSON.stringify(change);
    if (text.length > mostOfRow) {
      holdBack(context, tenantId, { direction: 'out', table, rowId, reason: 'It is larger than 32 MB.' });
      continue;
    }
    sent.add(`${change.t} ${change.r}`);
    for (const child of privateChildren(run, pending)) touched.set(`${child.t} ${child.r}`, child);
    yield text;
  }
  for (const [place, change] of touched) if (!sent.has(place)) yield JSON.stringify(change);
}

/** What belongs to a row is as private as the row; where that may have changed, it is said of all of it. */
function privateChildren({ context, tenantId }: Run, { table, rowId, mark }: Pending): Change[] {
  if (!table.rules.privateTo || mark === 'delete') return [];
  return (context.registry.childrenOf.get(table.name) ?? [])
    .filter(({ table: child, reference }) => reference.cascades && child.rules.privateTo)
    .flatMap(({ table: child, reference }) =>
      context.rows
        .idsPointingAt(child, reference.column, tenantId, rowId)
        .map((r): Change => ({ t: child.name, r, k: 'put', d: {}, p: privateTo(context.rows, child, tenantId, r) })),
    );
}

/** What is held back stays in the outbox: it is not on its way. */
function keepHeldBack({ context, tenantId }: Run): void {
  const of = "SELECT table_name, row_id FROM sync_held_back WHERE tenant_id = @tenantId AND direction = 'out'";
  context.rows
    .statement(
      `INSERT INTO sync_outbox SELECT * FROM sync_sent WHERE tenant_id = @tenantId AND (table_name, row_id) IN (${of})`,
    )
    .run({ tenantId });
  context.rows
    .statement(`DELETE FROM sync_sent WHERE tenant_id = @tenantId AND (table_name, row_id) IN (${of})`)
    .run({ tenantId });
}

/** Values that were changed and changed back are no change. */
function leaveHeldBack({ context, tenantId }: Run): void {
  context.rows
    .statement(
      `DELETE FROM sync_outbox WHERE tenant_id = @tenantId AND (table_name, row_id) NOT IN (
        SELECT table_name, row_id FROM sync_held_back WHERE tenant_id = @tenantId AND direction = 'out')`,
    )
    .run({ tenantId });
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
