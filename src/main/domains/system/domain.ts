import { z } from 'zod';
import { defineJobs, handleJobs } from '#main/jobs/index.ts';
import type { Domain, Freed } from '#main/kernel/domain.ts';
import { createDownloads, type Downloads } from '#main/kernel/downloads.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import {
  addressBackup,
  backUp,
  cancelRestore,
  checkIntegrity,
  cleanUp,
  deleteBackup,
  openStoreReader,
  readAbout,
  readDataUse,
  readLicences,
  readPendingRestore,
  restart,
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

interface SystemApi {
  /** The backup behind an address that `backupAddress` gave; null where there is none, or no longer. */
  readonly openBackup: Downloads['open'];
}

/** The console itself: its versions, its store and what that takes, backups and retention. */
export function createSystem(kernel: Kernel, { applyRetention }: SystemPorts): Domain<'system', SystemApi> {
  const reader = openStoreReader(kernel);
  const downloads = createDownloads(kernel.now);
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
      pendingRestore: () => readPendingRestore(kernel),
      cancelRestore: (actor) => cancelRestore(kernel, actor),
      restart: (actor) => restart(kernel, actor),
      deleteBackup: (actor, { name }) => deleteBackup(kernel, actor, name),
      backupAddress: (actor, { name }) => addressBackup(kernel, downloads, actor, name),
      cleanUp: (actor) => cleanUp(kernel, actor, applyRetention),
    },
    api: { openBackup: downloads.open },
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
