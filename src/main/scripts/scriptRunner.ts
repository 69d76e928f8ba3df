import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import type { z } from 'zod';
import type { CheckedResponse } from '#core/assertions/checkedResponse.ts';
import {
  type AssertionResult,
  type CaptureResult,
  evaluateAssertion,
  evaluateCapture,
  isQuick,
} from '#core/assertions/evaluate.ts';
import type { Assertion, Capture } from '#core/collections/assertions.ts';
import { counted } from '#core/counted.ts';
import { WorkerPool, workerFile } from '#main/kernel/workerPool.ts';
import { scriptLimits } from './limits.ts';
import type {
  HostAnswer,
  Scope,
  ScriptFailure,
  ScriptInfo,
  ScriptOutput,
  WireCookie,
  WireRequest,
  WireResponse,
} from './sandbox/wire.ts';
import { failures } from './scriptFailures.ts';
import { type JarAction, question, scriptOutput } from './scriptMessages.ts';
import type { ScriptJobs } from './scriptWorker.ts';

export interface Script {
  readonly phase: 'before' | 'after';
  /** JavaScript of Postman's or Bruno's dialect. */
  readonly source: string;
  readonly request: WireRequest;
  /** Null before the request. */
  readonly response: WireResponse | null;
  readonly variables: Readonly<Record<Scope, Readonly<Record<string, unknown>>>>;
  readonly cookies: readonly WireCookie[];
  readonly info: ScriptInfo;
}

/** What a script can ask of its host. What they throw becomes an error of the script, with the message. */
export interface ScriptHost {
  /** Sends a request of the script; at most 20 a script. The limits on addresses and secrets are the host's concern. */
  send(request: WireRequest, signal: AbortSignal): Promise<WireResponse>;
  /** Reads or changes the cookie jar, and gives back the cookies of the address. Absent where there is none. */
  jar?(action: JarAction): Promise<readonly WireCookie[]>;
}

export interface ScriptRunner {
  /**
   * Runs a script without Node, network or files: whatever it does, this resolves, with `failure` where it did not come to its end.
   * Values of variables, secrets among them, are the script's to use: names, messages and lines are given back as the script wrote
   * them, and the caller redacts them before they are shown or kept.
   */
  run(script: Script, host: ScriptHost, signal?: AbortSignal): Promise<ScriptOutput>;
  /** Evaluates assertions and captures; patterns and paths on a thread that is stopped when one takes too long. */
  check(
    assertions: readonly Assertion[],
    captures: readonly Capture[],
    response: CheckedResponse,
  ): Promise<{ assertions: AssertionResult[]; captures: CaptureResult[] }>;
  /** Starts a thread ahead of what will come soon. */
  warm(): void;
  close(): Promise<void>;
}

type Threads = WorkerPool<ScriptJobs>;

class ScriptEnded extends Error {
  readonly failure: ScriptFailure;

  constructor(failure: ScriptFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

export interface ScriptRunnerOptions {
  /** Threads at most: so many scripts run at once. */
  readonly threads?: number;
  /** Milliseconds that a script may run. */
  readonly timeMs?: number;
}

export function createScriptRunner(options: ScriptRunnerOptions = {}): ScriptRunner {
  const { threads: size = 2, timeMs = scriptLimits.timeMs } = options;
  // V8 can abort the process when one thread ends while another compiles its calls out of WebAssembly: so they stay as they are.
  setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');
  const threads: Threads = new WorkerPool({
    name: 'script',
    file: workerFile(import.meta.url, './scriptWorker'),
    size,
    setup: { timeMs },
    idleMs: 60_000,
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
    errors: {
      cancelled: () => new ScriptEnded(failures.cancelled),
      tookTooLong: () => new ScriptEnded(failures.tookTooLong(timeMs)),
      tookTooMuchMemory: () => new ScriptEnded(failures.tookTooMuchMemory),
      workerEnded: () => new ScriptEnded(failures.ended),
    },
  });
  return {
    run: (script, host, signal) => runScript(threads, timeMs + scriptLimits.graceMs, script, host, signal),
    check: (assertions, captures, response) => checkResponse(threads, assertions, captures, response),
    warm: () => threads.warm(),
    close: () => threads.close(),
  };
}

async function runScript(
  threads: Threads,
  timeoutMs: number,
  script: Script,
  host: ScriptHost,
  signal?: AbortSignal,
): Promise<ScriptOutput> {
  if (script.source.trim() === '') return endedBy(null);
  const { source, ...given } = script;
  const { response, body } = withoutBody(script.response);
  const input = JSON.stringify({ ...given, response, seed: [...new Uint32Array(randomBytes(16).buffer, 0, 4)] });
  const sending = new AbortController();
  try {
    const { output, failure } = await threads.run(
      'script',
      { source, input, body },
      {
        signal,
        timeoutMs,
        startMs: scriptLimits.startMs,
        requestMs: scriptLimits.waitMs,
        onRequest: (text) => answer(text, host, sending.signal),
      },
    );
    const read = output === null ? endedBy(null) : readOutput(output);
    return { ...read, failure: failure ?? read.failure };
  } catch (error) {
    if (error instanceof ScriptEnded) return endedBy(error.failure);
    throw error;
  } finally {
    sending.abort();
  }
}

/** What a script made of `toJSON` and other things that its report goes through shows only here. */
function readOutput(text: string): ScriptOutput {
  const read = scriptOutput.safeParse(JSON.parse(text));
  return read.success ? read.data : endedBy(failures.noOutput);
}

function withoutBody(response: WireResponse | null): { response: WireResponse | null; body: string } {
  if (response === null || response.body === null) return { response, body: '' };
  const { length } = response.body;
  if (length <= scriptLimits.body) return { response: { ...response, body: '' }, body: response.body };
  const most = scriptLimits.body / 1_048_576;
  const withheld = `The body has ${counted(length, 'character')}; scripts get bodies of at most ${most} MB.`;
  return { response: { ...response, body: null, withheld }, body: '' };
}

/** A script that gave nothing back. */
function endedBy(failure: ScriptFailure | null): ScriptOutput {
  const none = { set: {}, unset: [] };
  return {
    tests: [],
    logs: [],
    droppedLogs: 0,
    variables: { environment: none, collection: none, globals: none, local: none, data: none },
    request: null,
    nextRequest: null,
    skip: false,
    failure,
  };
}

async function answer(text: string, host: ScriptHost, signal: AbortSignal): Promise<Uint8Array> {
  const asked = question.safeParse(JSON.parse(text));
  const said: HostAnswer = asked.success
    ? await resultOf(asked.data, host, signal).then(
        (result) => ({ result }),
        (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
      )
    : { error: 'What was asked for cannot be read.' };
  return new TextEncoder().encode(JSON.stringify(said));
}

async function resultOf(asked: z.infer<typeof question>, host: ScriptHost, signal: AbortSignal): Promise<unknown> {
  if (asked.kind === 'send') {
    const response = await host.send(asked.request, signal);
    const { response: head, body } = withoutBody(response);
    return head?.body === null ? head : { ...head, body };
  }
  if (!host.jar) throw new Error('There is no cookie jar here.');
  return host.jar(asked.action);
}

async function checkResponse(
  threads: Threads,
  assertions: readonly Assertion[],
  captures: readonly Capture[],
  response: CheckedResponse,
): Promise<{ assertions: AssertionResult[]; captures: CaptureResult[] }> {
  const isQuickCapture = ({ subject }: Capture) => subject !== 'jsonPath' && subject !== 'regex';
  if (assertions.every(isQuick) && captures.every(isQuickCapture))
    return {
      assertions: assertions.map((each) => evaluateAssertion(each, response)),
      captures: captures.map((each) => evaluateCapture(each, response)),
    };
  const timeoutMs = scriptLimits.timeMs + assertions.length * 1_000 + captures.length * 1_000;
  try {
    return await threads.run(
      'check',
      { assertions, captures, response },
      { timeoutMs: timeoutMs + scriptLimits.startMs },
    );
  } catch (error) {
    if (!(error instanceof ScriptEnded)) throw error;
    const { message } = error;
    return {
      assertions: assertions.map(() => ({ passed: false, message, actual: '' })),
      captures: captures.map(() => ({ missing: message })),
    };
  }
}
