import { z } from 'zod';
import { timestamp } from './common.ts';
import { defineFaults, passive, route } from './fault.ts';

export const systemFaults = defineFaults({
  STORE_NEWER: { status: 409, message: 'The store was written by a newer Patchbay.' },
  STORE_DAMAGED: { status: 500, message: 'The store is damaged.' },
  BACKUP_FAILED: { status: 500, message: 'The backup could not be written.' },
  BACKUP_NEEDED: { status: 409, message: 'The backup is about to be restored.' },
  RESTART_BY_HAND: { status: 409, message: 'Patchbay cannot restart itself here.' },
  BACKUP_UNUSABLE: { status: 422, message: 'The file is not a backup that this version can restore.' },
});

export const about = z.object({
  version: z.string(),
  host: z.enum(['electron', 'loopback', 'cli', 'test']),
  versions: z.record(z.string(), z.string()),
  dataDirectory: z.string(),
  platform: z.string(),
  /** Patchbay can end and start itself; otherwise a person does it where it was started. */
  restarts: z.boolean(),
});

const named = z.object({ name: z.string() });

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
      reason: z.enum(['migration', 'sync', 'person', 'restore']),
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
    .input(named)
    .output(z.object({ restartNeeded: z.boolean() })),
  /** The backup that the next start restores; null where none was asked for. */
  pendingRestore: passive.output(named.extend({ createdAt: timestamp }).nullable()),
  /** The next start leaves the store as it is. */
  cancelRestore: route.output(z.object({ cancelled: z.boolean() })),
  /** Ends Patchbay and starts it again, right after the answer. */
  restart: route.errors(systemFaults.map).output(z.object({ restarting: z.literal(true) })),
  deleteBackup: route.errors(systemFaults.map).input(named).output(named),
  /** The path of the console under which the backup can be fetched within a minute, by whoever has a session. */
  backupAddress: route
    .errors(systemFaults.map)
    .input(named)
    .output(z.object({ path: z.string() })),
  /** Applies retention now and says what was freed. */
  cleanUp: route.output(z.object({ activityRows: z.int(), historyRows: z.int(), bodyBytes: z.int() })),
};
