import type { IntegrationId } from '#contract/common.ts';
import {
  type ContractChoice,
  type ContractProgress,
  type ContractReport,
  type ContractResult,
  contractFaults,
} from '#contract/contracts.ts';
import { commonFaults } from '#contract/fault.ts';
import { requestDraft } from '#contract/requests.ts';
import { chosenOperations, inTurns, isSafe } from '#core/contracts/chosenOperations.ts';
import { FoundValues } from '#core/contracts/foundValues.ts';
import { ownerAlone, requireUsable } from '#main/domains/connections/index.ts';
import { readRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { ContractsContext } from '../context.ts';
import { keepReport } from '../table.ts';
import { checkKey, noCounts, type RunningCheck, withResult } from './runningChecks.ts';
import { headersOf, sendOperation } from './sendOperation.ts';

type Operation = Pick<ContractResult, 'key' | 'method' | 'path'>;

interface Plan {
  readonly sent: readonly (readonly Operation[])[];
  readonly skipped: readonly Operation[];
}

/** How many operations would be sent, and what of them may change something. Throws NOT_FOUND. */
export function planCheck(
  { definitions }: Pick<ContractsContext, 'definitions'>,
  actor: Actor,
  { integrationId, only }: Pick<ContractChoice, 'integrationId' | 'only'>,
): { safe: number; unsafe: number; unsafeMethods: string[] } {
  const chosen = chosenOperations(definitions.operationsOf(actor, integrationId), only);
  const unsafe = chosen.filter(({ method }) => !isSafe(method));
  const unsafeMethods = [...new Set(unsafe.map(({ method }) => method))].toSorted();
  return { safe: chosen.length - unsafe.length, unsafe: unsafe.length, unsafeMethods };
}

/**
 * Begins to send the chosen operations of an integration, safe ones unless a person said yes to all, and keeps the report when it ends.
 * Throws FORBIDDEN, NOT_FOUND, NOTHING_TO_RUN, VAULT_LOCKED, or CONFLICT where a check of the integration runs already.
 */
export function beginCheck(context: ContractsContext, actor: Actor, choice: ContractChoice): ContractProgress {
  requireRole(actor, 'editor');
  const { integrationId, connectionId } = choice;
  const integration = readRecord(context.store.read, actor.tenantId, integrationId);
  const connection = connectionId === null ? null : requireUsable(context.store.read, actor, connectionId);
  const key = checkKey(actor.tenantId, integrationId);
  if (context.checks.has(key)) throw runsAlready();
  const plan = planOf(context, actor, choice);
  const total = plan.sent.flat().length;
  if (total === 0) throw nothingToRun(plan.skipped.length);
  const { server, environmentId } = choice;
  const bare = { integrationId: null, operationKey: null, connectionId, method: 'GET', url: '/', parameters: [] };
  const draft = requestDraft.parse({ ...bare, server, environmentId, body: { kind: 'none' } });
  context.requests.requireVault(actor, { draft, headers: headersOf(choice) });
  const startedAt = context.now();
  const begun = { startedAt, done: 0, total, counts: { ...noCounts, skipped: plan.skipped.length }, last: null };
  const privateTo = ownerAlone(connection);
  const running: RunningCheck = {
    controller: new AbortController(),
    privateTo,
    progress: begun,
    ended: Promise.resolve(),
  };
  context.checks.set(key, running);
  const head = {
    integrationId,
    integrationName: integration.displayName,
    startedAt,
    server: choice.server,
    connectionName: connection?.name ?? null,
  };
  running.ended = run(context, actor, choice, plan, running)
    .then(({ results, ended }) => {
      const report = { ...head, endedAt: context.now(), ended, counts: running.progress.counts, results };
      context.store.write((w) => keepReport(w, actor.tenantId, privateTo, report));
    })
    .catch((error: unknown) => context.log('error', 'A contract check ended unexpectedly.', { trace: String(error) }))
    .finally(() => context.checks.delete(key));
  return begun;
}

/** Ends the check of an integration, and resolves once what was answered until then is kept. */
export async function cancelCheck(
  { checks, store }: Pick<ContractsContext, 'checks' | 'store'>,
  actor: Actor,
  { integrationId }: { integrationId: IntegrationId },
): Promise<{ cancelled: boolean }> {
  requireRole(actor, 'editor');
  readRecord(store.read, actor.tenantId, integrationId);
  const running = checks.get(checkKey(actor.tenantId, integrationId));
  running?.controller.abort();
  await running?.ended;
  return { cancelled: running !== undefined };
}

function planOf({ definitions }: ContractsContext, actor: Actor, choice: ContractChoice): Plan {
  const operations = definitions.operationsOf(actor, choice.integrationId);
  const chosen = chosenOperations(operations, choice.only);
  const sent = chosen.filter(({ method }) => choice.includeUnsafe || isSafe(method));
  return { sent: inTurns(sent), skipped: chosen.filter((each) => !sent.includes(each)) };
}

/** One turn after the other, so that what a turn answers is there for the next; within a turn several at once. */
async function run(
  context: ContractsContext,
  actor: Actor,
  choice: ContractChoice,
  { sent, skipped }: Plan,
  running: RunningCheck,
): Promise<Pick<ContractReport, 'results' | 'ended'>> {
  const { controller } = running;
  const signal = AbortSignal.any([controller.signal, context.closing]);
  const found = new FoundValues();
  const results: ContractResult[] = [];
  let bailed = false;
  const sendOne = async ({ key }: Operation) => {
    const result = await sendOperation(context, actor, choice, key, found, signal);
    results.push(result);
    running.progress = withResult(running.progress, result);
    const isBad = result.outcome === 'broken' || result.outcome === 'noAnswer';
    if (!choice.bail || !isBad) return;
    bailed = true;
    controller.abort();
  };
  for (const turn of sent) await inParallel(turn, choice, signal, sendOne);
  const ended = bailed ? 'bailed' : signal.aborted ? 'cancelled' : 'whole';
  return { results: [...results, ...skipped.map(skippedResult)], ended };
}

/** So many at once, with a pause after each; what is cancelled is left out. Throws what one of them throws otherwise. */
async function inParallel(
  turn: readonly Operation[],
  { concurrency, delayMs }: ContractChoice,
  signal: AbortSignal,
  sendOne: (operation: Operation) => Promise<void>,
): Promise<void> {
  const waiting = [...turn];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      await sendOne(next).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (delayMs > 0) await pause(delayMs, signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, turn.length) }, lane));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

const skippedResult = ({ key, method, path }: Operation): ContractResult => ({
  key,
  method,
  path,
  outcome: 'skipped',
  status: null,
  ms: null,
  findings: [],
  note: `${method} may change something, so it was not sent.`,
  valuesFrom: [],
  exchangeId: null,
});

const runsAlready = () =>
  commonFaults.fault('CONFLICT', 'A check of this integration runs already.', {
    kept: 'It goes on.',
    todo: 'Wait until it ends, or cancel it.',
  });

const nothingToRun = (skipped: number) =>
  contractFaults.fault(
    'NOTHING_TO_RUN',
    skipped === 0 ? 'No operation is chosen.' : 'Every chosen operation may change something.',
    { kept: 'Nothing was sent.', todo: skipped === 0 ? 'Choose others.' : 'Include those that may change something.' },
  );
