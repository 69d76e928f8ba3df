import { z } from 'zod';
import { timestamp } from './common.ts';
import { defineFaults, passive, route } from './fault.ts';

export const systemFaults = defineFaults({
  STORE_NEWER: { status: 409, message: 'The store was written by a newer Patchbay.' },
  STORE_DAMAGED: { status: 500, message: 'The store is not sound.' },
  BACKUP_FAILED: { status: 500, message: 'The backup could not be written.' },
  BACKUP_UNUSABLE: { status: 422, message: 'The file is not a backup that this version can restore.' },
});

export const about = z.object({
  version: z.string(),
  host: z.enum(['electron', 'loopback', 'cli', 'test']),
  versions: z.record(z.string(), z.string()),
  dataDirectory: z.string(),
  platform: z.string(),
});

export const dataUse = z.object({
  storeBytes: z.int(),
  bodyBytes: z.int(),
  logoBytes: z.int(),
  backupBytes: z.int(),
  kinds: z.array(z.object({ kind: z.string(), rows: z.int(), bytes: z.int() })),
  backups: z.array(
    z.object({
      name: z.string(),
      bytes: z.int(),
      createdAt: timestamp,
      reason: z.enum(['migration', 'person', 'restore']),
    }),
  ),
});

export const systemContract = {
  about: passive.output(about),
  dataUse: passive.output(dataUse),
  /** Names of dependencies with version and licence, as built in. */
  licences: passive.output(z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() }))),
  /** Text to copy into a report; carries no names, URLs or secrets of the organisation. */
  diagnostics: passive.output(z.object({ text: z.string() })),
  integrityCheck: route.errors(systemFaults.map).output(z.object({ ok: z.boolean(), problems: z.array(z.string()) })),
  backUp: route.errors(systemFaults.map).output(z.object({ name: z.string(), bytes: z.int() })),
  /** Restores a backup by name at the next start; today's store is backed up first. */
  restore: route
    .errors(systemFaults.map)
    .input(z.object({ name: z.string() }))
    .output(z.object({ restartNeeded: z.boolean() })),
  /** Applies retention now and says what was freed. */
  cleanUp: route.output(z.object({ activityRows: z.int(), historyRows: z.int(), bodyBytes: z.int() })),
};
