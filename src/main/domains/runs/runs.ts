import { and, asc, count, desc, eq, inArray, max, sql } from 'drizzle-orm';
import { type RunId, runId, type SavedRequestId } from '#contract/common.ts';
import { type Run, type RunInput, type RunResult, runFaults } from '#contract/runs.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { isRead, type Reader, readRows, uuidv7 } from '#main/store/index.ts';
import { lockedFault } from '#main/vault/index.ts';
import { runPlan } from './engine.ts';
import { planNeedsVault, type RunPlan } from './plan.ts';
import { type PlanningPorts, planRun } from './planning.ts';
import { resultRecord, runResults, runs } from './table.ts';

export interface RunsContext extends Pick<Kernel, 'store' | 'facts' | 'now' | 'vault'> {
  readonly ports: Omit<PlanningPorts, 'store' | 'failedOf'>;
  readonly exchange: Parameters<typeof runPlan>[0]['exchange'];
  readonly warmScripts: () => void;
  readonly log: (error: unknown) => void;
  readonly active: Map<RunId, AbortController>;
}

/** Runs of a person that are kept. */
const mostRuns = 50;
/** Runs that are under way at once, of everybody. */
const mostActive = 5;
/** Results wait at most so long until they are written. */
const writeEveryMs = 100;

/** In a file of Postman, Bruno or OpenCollection: what runs scripts can start while it is read. */
const signOfScripts = /"exec"|^\s*(?:scripts?|tests)\b/m;

/** Begins a run, which goes on by itself. Throws TOO_MANY_RUNS, VAULT_LOCKED and what planning throws; nothing was sent then. */
export async function startRun(context: RunsContext, actor: Actor, input: RunInput): Promise<Run> {
  requireRole(actor, 'editor');
  const { store, now, active } = context;
  const { target } = input;
  if (active.size >= mostActive)
    throw runFaults.fault('TOO_MANY_RUNS', `${mostActive} runs are under way.`, {
      kept: 'Nothing was sent.',
      todo: 'Wait until one of them has ended, or cancel one.',
    });
  const ports = { ...context.ports, store, failedOf: (of: Actor, id: RunId) => failedOf(store.read, of, id) };
  if (target.kind === 'files' && target.files.some(({ text }) => signOfScripts.test(text))) context.warmScripts();
  const plan = await planRun(ports, actor, input);
  if (context.vault.standing().status === 'locked' && planNeedsVault(plan)) throw lockedFault(store.read);
  const startedAt = now();
  const id = runId.parse(uuidv7(startedAt));
  const key = { tenantId: actor.tenantId, id };
  store.write((w) => {
    const row = {
      ...key,
      userId: actor.userId,
      name: plan.name.slice(0, 200),
      environmentName: plan.environmentName,
      plan: target.kind === 'files' ? null : withoutSecrets(input),
      state: 'running' as const,
      startedAt,
      endedAt: null,
      planned: plan.items.length * plan.rows.length,
    };
    w.insert(runs).values(row).run();
    const old = w
      .select({ id: runs.id })
      .from(runs)
      .where(ofPerson(actor))
      .orderBy(desc(runs.startedAt))
      .offset(mostRuns)
      .limit(1_000)
      .all();
    const gone = old.map((each) => each.id).filter((each) => !active.has(each));
    if (gone.length > 0)
      w.delete(runs)
        .where(and(eq(runs.tenantId, actor.tenantId), inArray(runs.id, gone)))
        .run();
  });
  const controller = new AbortController();
  active.set(id, controller);
  void carryOut(context, actor, id, plan, input, controller.signal).finally(() => active.delete(id));
  return readRun(store.read, actor, { id });
}

/** What was asked for, as it may be kept: values that were given by hand and data stay out; that there were some does not. */
const withoutSecrets = ({ target, options }: RunInput): RunInput => ({
  target,
  options: {
    ...options,
    variables: Object.fromEntries(Object.keys(options.variables).map((name) => [name, ''])),
    data: options.data && { ...options.data, text: '' },
  },
});

async function carryOut(
  { store, facts, now, exchange, log }: RunsContext,
  actor: Actor,
  id: RunId,
  plan: RunPlan,
  { options }: RunInput,
  signal: AbortSignal,
): Promise<void> {
  const { tenantId } = actor;
  const waiting: (Omit<RunResult, 'number'> & { number: number })[] = [];
  let number = 0;
  const write = () => {
    const batch = waiting.splice(0);
    if (batch.length === 0) return;
    store.record((w) => {
      for (const { number: at, iteration, requestId, name, outcome, ...record } of batch)
        w.insert(runResults)
          .values({
            tenantId,
            runId: id,
            number: at,
            iteration,
            requestId,
            name,
            outcome,
            record: resultRecord.parse(record),
          })
          .run();
    });
    facts.signal('runProgress', tenantId, [id]);
  };
  const timer = setInterval(write, writeEveryMs);
  const onResult = (result: Omit<RunResult, 'number'>) => {
    waiting.push({ ...result, number });
    number += 1;
  };
  const state = await runPlan({ exchange, onResult }, actor, plan, options, signal).catch((error: unknown) => {
    log(error);
    return 'failed' as const;
  });
  clearInterval(timer);
  write();
  store.record((w) => {
    const own = and(eq(runs.tenantId, tenantId), eq(runs.id, id));
    w.update(runs).set({ state, endedAt: now() }).where(own).run();
  });
  facts.signal('runProgress', tenantId, [id]);
}

const ofPerson = ({ tenantId, userId }: Actor) => and(eq(runs.tenantId, tenantId), eq(runs.userId, userId));
const one = (actor: Actor, id: RunId) => and(ofPerson(actor), eq(runs.id, id));

/** The person's runs, the last first. */
export function listRuns(r: Reader, actor: Actor): Run[] {
  const query = r.select().from(runs).where(ofPerson(actor)).orderBy(desc(runs.startedAt), desc(runs.id));
  const counts = countsOf(r, actor);
  return readRows(
    () => query.all(),
    (row) => shown(row, counts.get(row.id)),
  );
}

/** Throws NOT_FOUND. */
export function readRun(r: Reader, actor: Actor, { id }: { id: RunId }): Run {
  const row = r.select().from(runs).where(one(actor, id)).get();
  if (!row) throw notFound('The run');
  return shown(row, countsOf(r, actor, id).get(id));
}

/** What a run was asked for, without what is not kept of it. Throws NOT_FOUND. */
export function readPlan(r: Reader, actor: Actor, { id }: { id: RunId }): RunInput {
  const { repeatable } = readRun(r, actor, { id });
  const plan = repeatable ? r.select({ plan: runs.plan }).from(runs).where(one(actor, id)).get()?.plan : null;
  if (plan == null) throw notFound('What the run was asked for');
  return plan;
}

type Counts = Partial<Record<RunResult['outcome'] | 'iterations', number>>;

function shown(
  { id, name, environmentName, plan, state, startedAt, endedAt, planned }: typeof runs.$inferSelect,
  counts: Counts = {},
): Run {
  const { passed = 0, failed = 0, skipped = 0, iterations = 0 } = counts;
  const repeatable = plan !== null && isRead(plan);
  const outcomes = { passed, failed, skipped, iterations };
  return { id, name, environmentName, state, startedAt, endedAt, planned, ...outcomes, repeatable };
}

function countsOf(r: Reader, { tenantId }: Actor, id?: RunId): Map<RunId, Counts> {
  const of =
    id === undefined
      ? eq(runResults.tenantId, tenantId)
      : and(eq(runResults.tenantId, tenantId), eq(runResults.runId, id));
  const rows = r
    .select({ runId: runResults.runId, outcome: runResults.outcome, total: count(), last: max(runResults.iteration) })
    .from(runResults)
    .where(of)
    .groupBy(runResults.runId, runResults.outcome)
    .all();
  const found = new Map<RunId, Counts>();
  for (const { runId: of2, outcome, total, last } of rows) {
    const before = found.get(of2);
    const iterations = Math.max(before?.iterations ?? 0, (last ?? 0) + 1);
    found.set(of2, { ...before, [outcome]: total, iterations });
  }
  return found;
}

interface ResultsInput {
  readonly id: RunId;
  readonly offset: number;
  readonly limit: number;
  readonly outcome?: RunResult['outcome'] | undefined;
}

/** Results in the order that they ended. Throws NOT_FOUND. */
export function readResults(r: Reader, actor: Actor, { id, offset, limit, outcome }: ResultsInput) {
  readRun(r, actor, { id });
  const of = and(
    eq(runResults.tenantId, actor.tenantId),
    eq(runResults.runId, id),
    outcome === undefined ? undefined : eq(runResults.outcome, outcome),
  );
  const query = r.select().from(runResults).where(of).orderBy(asc(runResults.number)).limit(limit).offset(offset);
  const rows = readRows(
    () => query.all(),
    ({ number, iteration, requestId, name, outcome: how, record }) => ({
      number,
      iteration,
      requestId,
      name,
      outcome: how,
      ...record,
    }),
  );
  const total = r.select({ total: count() }).from(runResults).where(of).get()?.total ?? 0;
  return { rows, total };
}

/** The saved requests that failed in a run, each once, in their order. Throws NOT_FOUND. */
function failedOf(r: Reader, actor: Actor, id: RunId): SavedRequestId[] {
  readRun(r, actor, { id });
  const rows = r
    .select({ requestId: runResults.requestId })
    .from(runResults)
    .where(and(eq(runResults.tenantId, actor.tenantId), eq(runResults.runId, id), eq(runResults.outcome, 'failed')))
    .orderBy(asc(runResults.number))
    .all();
  return [...new Set(rows.flatMap(({ requestId }) => requestId ?? []))];
}

/** Ends a run of the person's after the requests that are under way. */
export function cancelRun({ store, active }: RunsContext, actor: Actor, { id }: { id: RunId }): { cancelled: boolean } {
  requireRole(actor, 'editor');
  readRun(store.read, actor, { id });
  const controller = active.get(id);
  controller?.abort();
  return { cancelled: controller !== undefined };
}

/** Deletes a run with its results; one under way is cancelled. Throws NOT_FOUND. */
export function removeRun(context: RunsContext, actor: Actor, { id }: { id: RunId }): { id: RunId } {
  cancelRun(context, actor, { id });
  context.store.write((w) => w.delete(runs).where(one(actor, id)).run());
  context.facts.signal('runProgress', actor.tenantId, [id]);
  return { id };
}

/** What was running when the console ended is over. */
export function endLeftOver({ store }: Pick<RunsContext, 'store'>, now: number): void {
  store.write((w) =>
    w.update(runs).set({ state: 'cancelled', endedAt: now }).where(sql`${runs.state} = 'running'`).run(),
  );
}
