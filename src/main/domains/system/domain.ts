import { z } from 'zod';
import { defineJobs, handleJobs } from '#main/jobs/index.ts';
import type { Domain, Freed } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import {
  backUp,
  checkIntegrity,
  cleanUp,
  openStoreReader,
  readAbout,
  readDataUse,
  readLicences,
  restore,
  storeFacts,
  writeDiagnostics,
} from './system.ts';

interface SystemPorts {
  /** Applies retention in every domain that has any. */
  readonly applyRetention: () => Promise<Freed>;
}

/** Often, so that each time has little to do. */
const systemJobs = defineJobs('system', {
  cleanUp: { title: 'Apply retention', payload: z.object({}), every: { ms: 600_000, firstMs: 3_000 } },
});

/** The console itself: its versions, its store and what that takes, backups and retention. */
export function createSystem(kernel: Kernel, { applyRetention }: SystemPorts): Domain<'system', null> {
  const reader = openStoreReader(kernel);
  return {
    name: 'system',
    routes: {
      about: () => readAbout(kernel),
      dataUse: () => readDataUse(kernel, reader),
      licences: () => readLicences(kernel),
      diagnostics: async () => ({ text: await writeDiagnostics(kernel, reader) }),
      integrityCheck: (actor) => checkIntegrity(kernel, reader, actor),
      backUp: (actor) => backUp(kernel, actor),
      restore: (actor, { name }) => restore(kernel, actor, name),
      cleanUp: (actor) => cleanUp(kernel, actor, applyRetention),
    },
    api: null,
    tables: [],
    facts: Object.values(storeFacts),
    close: () => reader.close(),
    jobs: handleJobs(systemJobs, {
      cleanUp: async () => {
        await applyRetention();
        return undefined;
      },
    }),
  };
}
