import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '#contract/fault.ts';
import { networkFaults } from '#contract/network.ts';
import type { RunOptions, RunResult } from '#contract/runs.ts';
import type { TestResults } from '#contract/testResults.ts';
import { discard, type Exchanged, type RequestsApi, ScriptValues, settingsOf } from '#main/domains/requests/index.ts';
import type { OutboundResponse } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { RunItem, RunPlan } from './plan.ts';

type Result = Omit<RunResult, 'number'>;

/** How a run ended. */
export type RunEnd = 'finished' | 'stopped' | 'cancelled';

interface Engine {
  readonly exchange: RequestsApi['exchange'];
  /** Gets each result as its request ends. */
  onResult(result: Result): void;
}

/** A script that leads in a circle ends here. */
const mostJumps = 10_000;

/**
 * Runs the requests of a plan, an iteration after the other. What scripts and captures set counts from there on; local values end with their
 * iteration. A request that cannot be sent is a result that failed, and the run goes on.
 */
export async function runPlan(
  engine: Engine,
  actor: Actor,
  plan: RunPlan,
  options: RunOptions,
  signal: AbortSignal,
): Promise<RunEnd> {
  let values = new ScriptValues();
  for (const [iteration, row] of plan.rows.entries()) {
    values = values.withData(row);
    const step = new Iteration(engine, actor, plan, { ...options, iteration, values, signal });
    const isOver = options.concurrency > 1 ? await step.together() : await step.oneByOne();
    if (signal.aborted) return 'cancelled';
    if (isOver) return 'stopped';
  }
  return 'finished';
}

interface IterationOptions extends RunOptions {
  readonly iteration: number;
  readonly values: ScriptValues;
  readonly signal: AbortSignal;
}

/** One time through the requests. Both ways tell whether the run ends with a failure. */
class Iteration {
  private readonly engine: Engine;
  private readonly actor: Actor;
  private readonly plan: RunPlan;
  private readonly options: IterationOptions;

  constructor(engine: Engine, actor: Actor, plan: RunPlan, options: IterationOptions) {
    this.engine = engine;
    this.actor = actor;
    this.plan = plan;
    this.options = options;
  }

  async oneByOne(): Promise<boolean> {
    const { items } = this.plan;
    const { bail, signal, delayMs } = this.options;
    let jumps = 0;
    for (let at = 0; at < items.length; ) {
      const item = items[at];
      if (item === undefined || signal.aborted) return false;
      const { result, nextRequest } = await this.send(item);
      if (bail && result.outcome === 'failed') return true;
      if (nextRequest === null) at += 1;
      else {
        jumps += 1;
        const next = this.indexOf(nextRequest.name);
        if (next < 0 || jumps > mostJumps) return false;
        at = next;
      }
      if (delayMs > 0 && at < items.length) await wait(delayMs, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  async together(): Promise<boolean> {
    const { items } = this.plan;
    const { bail, signal, delayMs, concurrency } = this.options;
    let next = 0;
    let isOver = false;
    const work = async () => {
      for (let item = items[next++]; item !== undefined && !isOver && !signal.aborted; item = items[next++]) {
        const { result } = await this.send(item);
        if (bail && result.outcome === 'failed') isOver = true;
        if (delayMs > 0) await wait(delayMs, undefined, { signal }).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
    return isOver;
  }

  private indexOf(next: string | null): number {
    return this.plan.items.findIndex(({ name, id }) => name === next || id === next);
  }

  private async send(item: RunItem): Promise<{ result: Result; nextRequest: Exchanged['nextRequest'] }> {
    const { values, iteration, confirmed, timeoutSeconds, signal } = this.options;
    const { cookies } = this.plan;
    const info = { requestName: item.name, requestId: item.id, iteration, iterationCount: this.plan.rows.length };
    try {
      const { standing } = item;
      const draft = withinTime(item, values, timeoutSeconds);
      const input = { draft, confirmed, values, standing, info, cookies, onScriptFault: 'goOn' as const };
      const ended = await this.engine.exchange(this.actor, input, signal, async (exchanged) => {
        await discard(exchanged.outcome);
        const { nextRequest } = exchanged;
        const isLost = nextRequest !== null && nextRequest.name !== null && this.indexOf(nextRequest.name) < 0;
        const tests = exchanged.tests && isLost ? withLostRequest(exchanged.tests, nextRequest.name) : exchanged.tests;
        return { result: resultOf(item, iteration, { ...exchanged, tests }), nextRequest };
      });
      this.engine.onResult(ended.result);
      return ended;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const result = refused(item, iteration, error);
      if (!signal.aborted) this.engine.onResult(result);
      return { result, nextRequest: null };
    }
  }
}

/** A run that ends because a script names no request of it is no failure, as in Postman; but it is said. */
function withLostRequest(tests: TestResults, name: string | null): TestResults {
  const text = `No request of the run is named “${name?.slice(0, 100)}”. What a script names next must be one of them.`;
  return { ...tests, logs: [...tests.logs, { level: 'warn', text }] };
}

function resultOf(item: RunItem, iteration: number, { prepared, shownUrl, outcome, tests }: Exchanged): Result {
  const response = 'response' in outcome ? outcome.response : null;
  const fault = 'fault' in outcome ? outcome.fault : (outcome.response.fault ?? cutOff(outcome.response));
  const isSkipped = fault?.code === 'SKIPPED';
  const failedTests = tests?.results.some(({ passed, skipped }) => !passed && !skipped) ?? false;
  const isFailed = fault !== null || failedTests || (tests?.faults.length ?? 0) > 0;
  return {
    ...namesOf(item, iteration),
    outcome: isSkipped ? 'skipped' : isFailed ? 'failed' : 'passed',
    method: prepared.built.method,
    url: shownUrl,
    status: response?.status ?? null,
    timeMs: response?.timings.total ?? null,
    bytes: response?.body.bytes ?? null,
    fault: fault === null || isSkipped ? null : shownFault(fault),
    tests,
  };
}

/** A body that is cut off is no whole answer, and checks have seen none of it. */
function cutOff({ truncated, body }: OutboundResponse): Fault | null {
  if (!truncated) return null;
  return networkFaults.fault('BODY_TOO_LARGE', `The body is longer than ${body.bytes.toLocaleString('en')} bytes.`, {
    kept: 'It was cut off there.',
    todo: 'Ask for less of it, or leave the request out of the run.',
    phase: 'download',
  });
}

/** The draft with the limit of the run, where none that counts for it is lower. */
function withinTime({ draft, standing }: RunItem, values: ScriptValues, limit: number | null): RunItem['draft'] {
  if (limit === null) return draft;
  const own = settingsOf(draft, standing(values).chain).timeoutSeconds ?? limit;
  return { ...draft, timeoutSeconds: Math.min(own, limit) };
}

/** A request that could not even be tried. */
function refused(item: RunItem, iteration: number, fault: Fault): Result {
  const { method, url } = item.draft;
  const none = { status: null, timeMs: null, bytes: null, tests: null };
  return { ...namesOf(item, iteration), outcome: 'failed', method, url, ...none, fault: shownFault(fault) };
}

const namesOf = ({ savedId, name, path }: RunItem, iteration: number) => ({
  iteration,
  requestId: savedId,
  name,
  path: [...path],
});

function shownFault({ code, message, data }: Fault) {
  const { phase = null, tried = null, todo = null, kept = null, certificate = null } = data;
  return { code, message, phase, tried, todo, kept, certificate };
}
