import { expect, it } from 'vitest';
import { z } from 'zod';
import { kernelRig } from '#test/support/kernelRig.ts';
import { defineJobs, handleJobs } from './index.ts';

const types = defineJobs('test', {
  wait: { title: 'Wait', payload: z.strictObject({}), concurrency: 2, attempts: 3 },
});

it('the end waits for what runs, tells it to stop, and begins nothing more', async () => {
  const { kernel } = kernelRig();
  const over: string[] = [];
  const gate = Promise.withResolvers<void>();
  kernel.jobs.register(
    handleJobs(types, {
      wait: async (_job, signal) => {
        signal.addEventListener('abort', () => over.push('told'));
        await gate.promise;
        over.push('done');
        return undefined;
      },
    }),
  );
  const enqueue = () => kernel.store.write((w) => kernel.jobs.enqueue(w, types.wait, { tenantId: null, payload: {} }));
  enqueue();
  enqueue();
  const running = kernel.jobs.runDue();
  const closing = kernel.jobs.close().then(() => over.push('closed'));
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(over).toEqual(['told', 'told']);
  gate.resolve();
  await Promise.all([closing, running]);
  expect(over).toEqual(['told', 'told', 'done', 'done', 'closed']);
  enqueue();
  await kernel.jobs.runDue();
  expect(over).toHaveLength(5);
});
