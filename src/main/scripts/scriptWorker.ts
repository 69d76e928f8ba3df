import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { CheckedResponse } from '#core/assertions/checkedResponse.ts';
import {
  type AssertionResult,
  type CaptureResult,
  evaluateAssertion,
  evaluateCapture,
} from '#core/assertions/evaluate.ts';
import type { Assertion, Capture } from '#core/collections/assertions.ts';
import { isTimeout, withinTime } from '#main/kernel/withinTime.ts';
import { type JobContext, serveJobs } from '#main/kernel/workerJobs.ts';
import { createRealmFactory } from './realmFactory.ts';
import { RunningScript, type ScriptJob, type ScriptJobResult } from './runningScript.ts';
import { readImage, type SandboxImage } from './sandboxImage.ts';

export type ScriptJobs = {
  script: { input: ScriptJob; result: ScriptJobResult };
  /** Assertions and captures with people's patterns and paths. */
  check: {
    input: { assertions: readonly Assertion[]; captures: readonly Capture[]; response: CheckedResponse };
    result: { assertions: AssertionResult[]; captures: CaptureResult[] };
  };
};

/** Milliseconds for one assertion or capture. */
const checkMs = 1_000;
const tookTooLong = `It took longer than ${checkMs / 1_000} second and was stopped. Use a simpler pattern or path.`;

const isBundled = import.meta.url.endsWith('.js');

/** Beside the bundle: a thread that made it needed 27 MB more at its start. From source, made now. */
async function sandboxImage(): Promise<SandboxImage> {
  if (isBundled) return readImage(readFileSync(new URL('./scriptSandbox.bin', import.meta.url)));
  const root = new URL('../../..', import.meta.url);
  const builder: { sandboxImage(root: string): Promise<SandboxImage> } = await import(
    new URL('scripts/sandboxImage.ts', root).href
  );
  return builder.sandboxImage(fileURLToPath(root));
}

const engine = isBundled
  ? new URL('./quickjs.wasm', import.meta.url)
  : new URL(import.meta.resolve('quickjs-wasi/quickjs.wasm'));

const realms = sandboxImage().then((image) => createRealmFactory(image, engine));
const { timeMs } = z.object({ timeMs: z.number() }).parse(workerData);
const prepared = async () => new RunningScript(await realms, timeMs);
/** The realm of the next script, made while nothing else is to do. */
let next: Promise<RunningScript> | null = prepared();

/** The memory of realms goes when they are collected, which must not wait until it is much. */
const mostUncollected = 60 * 1_048_576;
let uncollected = 0;
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
setFlagsFromString('--no-expose-gc');

async function runNext(job: ScriptJob, { progress, request }: JobContext): Promise<ScriptJobResult> {
  const script = await (next ?? prepared());
  next = null;
  progress('Running', 0);
  const result = await script.run(job, async (question) => {
    const answer = await request(question);
    return answer === null ? '{"error":"It could not be done."}' : new TextDecoder().decode(answer);
  });
  uncollected += script.memory;
  return result;
}

serveJobs<ScriptJobs>(
  {
    script: runNext,
    check: ({ assertions, captures, response }) => ({
      assertions: assertions.map((assertion) =>
        bounded(
          () => evaluateAssertion(assertion, response),
          () => ({ passed: false, message: tookTooLong, actual: '' }),
        ),
      ),
      captures: captures.map((capture) =>
        bounded<CaptureResult>(
          () => evaluateCapture(capture, response),
          () => ({ missing: tookTooLong }),
        ),
      ),
    }),
  },
  (kind) => {
    if (kind !== 'script') return;
    if (uncollected > mostUncollected) {
      collect();
      uncollected = 0;
    }
    next = prepared();
  },
);

function bounded<T>(evaluate: () => T, late: () => T): T {
  try {
    return withinTime(evaluate, checkMs);
  } catch (cause) {
    if (isTimeout(cause)) return late();
    throw cause;
  }
}
