import type { ComparedBodies, FilteredJson, StreamWindow } from '#contract/bodies.ts';
import type { ExchangeId } from '#contract/common.ts';
import { requestFaults } from '#contract/requests.ts';
import { streamKind } from '#core/http/eventLog.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { WorkerPool, workerFile } from '#main/kernel/workerPool.ts';
import { readRequest } from '../history.ts';
import { type BodyContext, keptSource } from '../responseBody.ts';
import type { BodyJobs, RowsOfJson } from './bodyWorker.ts';

interface RowsInput {
  readonly id: ExchangeId;
  readonly at: number | null;
  readonly from: number;
  readonly count: number;
}

/** What is read out of kept bodies on a thread of its own, so that neither the console nor a page waits for it. */
export interface BodyAnalysis {
  /** Members of a JSON body's container. Throws NOT_FOUND, BODY_GONE, TOO_MUCH_WORK. */
  rows(actor: Actor, input: RowsInput): Promise<RowsOfJson>;
  /** Throws NOT_FOUND, BODY_GONE, TOO_MUCH_WORK. */
  filter(actor: Actor, input: { id: ExchangeId; path: string }, signal?: AbortSignal): Promise<FilteredJson>;
  /** Throws NOT_FOUND, BODY_GONE, TOO_MUCH_WORK. */
  compare(actor: Actor, input: { left: ExchangeId; right: ExchangeId }, signal?: AbortSignal): Promise<ComparedBodies>;
  /** Throws NOT_FOUND, BODY_GONE, TOO_MUCH_WORK. */
  events(actor: Actor, input: { id: ExchangeId; after: number; limit: number }): Promise<StreamWindow>;
  close(): Promise<void>;
}

/** Most that one call may cost the processor; a hundred megabytes take two seconds. */
const cpuMs = 20_000;
const timeoutMs = 60_000;

export function createBodyAnalysis(context: BodyContext): BodyAnalysis {
  const workers = new WorkerPool<BodyJobs>({
    name: 'bodies',
    file: workerFile(import.meta.url, './bodyWorker'),
    idleMs: 30_000,
    resourceLimits: { maxOldGenerationSizeMb: 3_072 },
    errors: {
      cancelled: () => requestFaults.fault('TOO_MUCH_WORK', 'Reading the body was stopped.'),
      tookTooLong: (seconds) => tooMuch(`It took longer than ${seconds} seconds.`),
      tookTooMuchMemory: () => tooMuch('It needs more memory than there is for it.'),
      workerEnded: () => tooMuch('Its thread ended.'),
    },
  });
  const named = async (actor: Actor, id: ExchangeId) => {
    const { source, charset } = keptSource(context, actor, id);
    return { key: `${actor.tenantId} ${id}`, source, charset };
  };
  return {
    rows: async (actor, { id, ...input }) => {
      const { charset, ...body } = await named(actor, id);
      if (!isUtf8(charset)) return { problem: `It is written in ${charset}; JSON is UTF-8.`, rows: [] };
      return workers.run('rows', { body, ...input }, { cpuMs, timeoutMs });
    },
    filter: async (actor, { id, path }, signal) => {
      const { charset: _, ...body } = await named(actor, id);
      return workers.run('filter', { body, path }, { cpuMs, timeoutMs, signal });
    },
    compare: async (actor, { left, right }, signal) => {
      const sides = [left, right].map((id) => {
        const { source, charset } = keptSource(context, actor, id);
        const { response } = readRequest(context.store.read, actor, { id });
        return { source, charset: knownCharset(charset), textual: response?.textual ?? false };
      });
      const [one, other] = sides;
      if (one === undefined || other === undefined) throw new Error('Two are compared.');
      return workers.run('compare', { left: one, right: other }, { cpuMs, timeoutMs, signal });
    },
    events: async (actor, { id, after, limit }) => {
      const { response } = readRequest(context.store.read, actor, { id });
      const kind = streamKind(response?.mediaType ?? null);
      if (kind === null || response === null) return { kind: null, events: [], total: 0, first: 1, live: false };
      const { source, charset } = keptSource(context, actor, id);
      const input = { source, kind, charset: knownCharset(charset), after, count: limit, times: response.eventTimes };
      return workers.run('events', input, { cpuMs, timeoutMs });
    },
    close: () => workers.close(),
  };
}

const isUtf8 = (charset: string | null) =>
  charset === null || /^(utf-?8|us-ascii|ascii|iso-8859-1|latin1)$/i.test(charset);

/** A charset that no decoder knows is read as UTF-8. */
function knownCharset(charset: string | null): string {
  try {
    return new TextDecoder(charset ?? 'utf-8').encoding;
  } catch {
    return 'utf-8';
  }
}

function tooMuch(why: string) {
  return requestFaults.fault('TOO_MUCH_WORK', `The body could not be read. ${why}`, {
    kept: 'The body is kept as it came.',
    todo: 'Look at it as text, or save it.',
  });
}
