import { Session } from 'node:inspector/promises';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const coverage = z.object({
  result: z.array(
    z.object({ url: z.string(), functions: z.array(z.object({ ranges: z.array(z.object({ count: z.number() })) })) }),
  ),
});
type Coverage = z.infer<typeof coverage>;

const answer = z.object({ id: z.number(), result: z.unknown() });

/** Tells which files run during a piece of work. */
export interface Recording {
  /** The files below the folder of which a function ran, in this thread or a worker, as paths from the folder's parent. */
  filesOf(work: () => Promise<unknown>): Promise<string[]>;
  close(): void;
}

/** Counts function calls by V8's precise coverage, in this thread and in the workers that start from now on. */
export async function recordRun(folder: string): Promise<Recording> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const workers = watchWorkers(session);
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  const take = async (): Promise<Coverage[]> => [
    coverage.parse(await session.post('Profiler.takePreciseCoverage')),
    ...(await workers.take()),
  ];
  return {
    filesOf: async (work) => {
      await take();
      await work();
      return ranFiles(await take(), folder);
    },
    close: () => session.disconnect(),
  };
}

function watchWorkers(session: Session) {
  const attached = new Set<string>();
  const waiting = new Map<number, (result: unknown) => void>();
  let last = 0;
  const ask = (sessionId: string, method: string, params: object = {}): Promise<unknown> => {
    last += 1;
    const id = last;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    return session
      .post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method, params }) })
      .then(() => answered);
  };
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
    attached.add(sessionId);
    void ask(sessionId, 'Profiler.enable');
    void ask(sessionId, 'Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  });
  session.on('NodeWorker.detachedFromWorker', ({ params: { sessionId } }) => void attached.delete(sessionId));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params: { message } }) => {
    const parsed = answer.safeParse(JSON.parse(message));
    if (parsed.success) waiting.get(parsed.data.id)?.(parsed.data.result);
  });
  return {
    take: () =>
      Promise.all([...attached].map(async (id) => coverage.parse(await ask(id, 'Profiler.takePreciseCoverage')))),
  };
}

function ranFiles(coverages: readonly Coverage[], folder: string): string[] {
  const ran = coverages
    .flatMap(({ result }) => result)
    .filter(({ functions }) => functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0))
    .flatMap(({ url }) => (url.startsWith('file:') ? [fileURLToPath(url)] : []))
    .filter((file) => file.startsWith(`${folder}${sep}`))
    .map((file) => `src/${relative(folder, file).split(sep).join('/')}`);
  return [...new Set(ran)].sort();
}
