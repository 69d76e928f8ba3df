import { createReadStream, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { commonFaults } from '#contract/fault.ts';
import { type about, type dataUse, systemFaults } from '#contract/system.ts';
import { counted } from '#core/counted.ts';
import { defineFacts, type FactType } from '#main/facts/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Freed } from '#main/kernel/domain.ts';
import type { Downloads } from '#main/kernel/downloads.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { WorkerPool, workerFile } from '#main/kernel/workerPool.ts';
import { openStore } from '#main/store/index.ts';
import {
  folderBytes,
  listBackups,
  newBackupName,
  pendingRestoreOf,
  requestRestore,
  sizeOf,
  withdrawRestore,
} from './files.ts';
import type { StoreJobs } from './storeWorker.ts';

export const storeFacts = defineFacts('store', {
  backedUp: { kind: 'system', action: 'backed up' },
  restoreRequested: { kind: 'system', action: 'asked to restore' },
  restoreCancelled: { kind: 'system', action: 'cancelled the restore of' },
  backupDeleted: { kind: 'system', action: 'deleted the backup' },
  backupDownloaded: { kind: 'system', action: 'downloaded the backup' },
  cleanedUp: { kind: 'system', action: 'cleaned up' },
  foundSound: { kind: 'system', action: 'checked' },
  foundDamaged: { kind: 'system', action: 'checked', result: 'failed' },
});

export type SystemContext = Pick<Kernel, 'host' | 'store' | 'facts' | 'paths' | 'now'>;

/** A thread for what reads the whole store, so that nobody waits for it who does not ask for it. */
export type StoreReader = WorkerPool<StoreJobs>;

export function openStoreReader({ host, paths }: Pick<SystemContext, 'host' | 'paths'>): StoreReader {
  const ended = () =>
    commonFaults.fault('CANCELLED', 'Reading the store was stopped.', { kept: 'The store is unchanged.' });
  return new WorkerPool({
    name: 'store',
    file: workerFile(import.meta.url, './storeWorker'),
    setup: {
      file: paths.store,
      migrations: join(host.paths.resources, 'migrations', 'sqlite'),
      backups: paths.backups,
    },
    idleMs: 10_000,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    errors: { cancelled: ended, tookTooLong: ended, tookTooMuchMemory: ended, workerEnded: ended },
  });
}

type Licence = { name: string; version: string; licence: string };

export function readAbout({ host, store }: SystemContext): z.infer<typeof about> {
  const sqlite = store.sqlite.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
  const versions = Object.entries(process.versions).filter(([name]) =>
    ['node', 'electron', 'chrome', 'v8'].includes(name),
  );
  return {
    version: host.version,
    host: host.kind,
    versions: { ...Object.fromEntries(versions.map(([name, version]) => [name, String(version)])), sqlite },
    dataDirectory: host.paths.data,
    platform: `${process.platform} ${process.arch}`,
    restarts: host.restart !== undefined,
  };
}

export async function readDataUse({ paths }: SystemContext, reader: StoreReader): Promise<z.infer<typeof dataUse>> {
  const kinds = await reader.run('sizes', null);
  return {
    storeBytes: sizeOf(paths.store) + sizeOf(`${paths.store}-wal`),
    bodyBytes: folderBytes(paths.bodies),
    logoBytes: folderBytes(paths.logos),
    backupBytes: folderBytes(paths.backups),
    kinds,
    backups: listBackups(paths),
  };
}

/** Written by scripts/licences.ts from the lock file and shipped beside the migrations. */
export function readLicences({ host }: SystemContext): Licence[] {
  const file = join(host.paths.resources, 'licences.json');
  const shape = z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() }));
  return existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

/** Versions and counts; no name, address or text that a person entered. */
export async function writeDiagnostics(context: SystemContext, reader: StoreReader): Promise<string> {
  const { version, host, versions, platform } = readAbout(context);
  const use = await readDataUse(context, reader);
  const lines = [
    `Patchbay ${version} (${host}) on ${platform}`,
    ...Object.entries(versions).map(([name, value]) => `${name} ${value}`),
    `store ${use.storeBytes} bytes, bodies ${use.bodyBytes}, logos ${use.logoBytes}, backups ${use.backupBytes}`,
    ...use.kinds.map(({ kind, rows, bytes }) => `${kind}: ${counted(rows, 'row')}, ${counted(bytes, 'byte')}`),
  ];
  return lines.join('\n');
}

export async function backUp(context: SystemContext, actor: Actor): Promise<{ name: string; bytes: number }> {
  requireRole(actor, 'admin');
  const name = newBackupName('backup', context.now());
  const file = join(context.paths.backups, name);
  try {
    await context.store.backupTo(file);
  } catch (error) {
    throw systemFaults.fault('BACKUP_FAILED', `The backup could not be written: ${reason(error)}.`, {
      kept: 'The store is unchanged.',
      todo: 'Check that the disk has free space and that you can write to the data folder.',
    });
  }
  note(context, actor, storeFacts.backedUp, name);
  return { name, bytes: sizeOf(file) };
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Notes which backup the next start shall restore. */
export function restore(context: SystemContext, actor: Actor, name: string): { restartNeeded: boolean } {
  requireRole(actor, 'admin');
  refuseUnknown(context, name);
  refuseUnusable(context, name);
  requestRestore(context.paths, name);
  note(context, actor, storeFacts.restoreRequested, name);
  return { restartNeeded: true };
}

/** A name counts only where it is in the list: it never becomes a path of anything else. */
function refuseUnknown({ paths }: Pick<SystemContext, 'paths'>, name: string): void {
  if (listBackups(paths).some((backup) => backup.name === name)) return;
  throw systemFaults.fault('BACKUP_UNUSABLE', `There is no backup named ${name}.`, { kept: 'Nothing was changed.' });
}

export function readPendingRestore({ paths }: SystemContext): { name: string; createdAt: number } | null {
  const pending = pendingRestoreOf(paths);
  return pending === undefined ? null : { name: pending.name, createdAt: pending.createdAt };
}

export function cancelRestore(context: SystemContext, actor: Actor): { cancelled: boolean } {
  requireRole(actor, 'admin');
  const pending = pendingRestoreOf(context.paths);
  const cancelled = withdrawRestore(context.paths);
  if (pending !== undefined) note(context, actor, storeFacts.restoreCancelled, pending.name);
  return { cancelled };
}

export function restart({ host }: SystemContext, actor: Actor): { restarting: true } {
  requireRole(actor, 'admin');
  if (host.restart === undefined)
    throw systemFaults.fault('RESTART_BY_HAND', 'Patchbay cannot restart itself here.', {
      kept: 'Nothing was changed.',
      todo: 'Quit it where it was started, and start it again.',
    });
  host.restart();
  return { restarting: true };
}

export function deleteBackup(context: SystemContext, actor: Actor, name: string): { name: string } {
  requireRole(actor, 'admin');
  refuseUnknown(context, name);
  if (pendingRestoreOf(context.paths)?.name === name)
    throw systemFaults.fault('BACKUP_NEEDED', `${name} is restored at the next start.`, {
      kept: 'The backup is kept.',
      todo: 'Cancel the restore first.',
    });
  rmSync(join(context.paths.backups, name), { force: true });
  note(context, actor, storeFacts.backupDeleted, name);
  return { name };
}

/** Where the backup can be fetched. Who takes a copy of everything is noted. */
export function addressBackup(
  context: SystemContext,
  downloads: Downloads,
  actor: Actor,
  name: string,
): { path: string } {
  requireRole(actor, 'admin');
  refuseUnknown(context, name);
  note(context, actor, storeFacts.backupDownloaded, name);
  const file = join(context.paths.backups, name);
  return downloads.issue(async () => {
    refuseUnknown(context, name);
    return { bytes: sizeOf(file), stream: createReadStream(file) };
  });
}

/** Opens the backup as the next start would, so that a restore that is promised can be kept. */
function refuseUnusable({ paths, host }: SystemContext, name: string): void {
  try {
    const file = join(paths.backups, name);
    const migrations = join(host.paths.resources, 'migrations', 'sqlite');
    openStore({ file, migrations, backups: paths.backups, readonly: true }).close();
  } catch (error) {
    throw systemFaults.fault('BACKUP_UNUSABLE', `The backup ${name} cannot be restored: ${reason(error)}`, {
      kept: 'Nothing was changed.',
      todo: 'Choose another backup.',
    });
  }
}

export async function checkIntegrity(
  context: SystemContext,
  reader: StoreReader,
  actor: Actor,
): Promise<{ ok: boolean; problems: string[] }> {
  requireRole(actor, 'admin');
  const problems = await reader.run('check', null);
  const ok = problems.length === 0;
  note(context, actor, ok ? storeFacts.foundSound : storeFacts.foundDamaged, 'the store');
  return { ok, problems };
}

/** Applies retention in every domain that has any. */
export async function cleanUp(
  context: SystemContext,
  actor: Actor,
  applyRetention: () => Promise<Freed>,
): Promise<Freed> {
  requireRole(actor, 'admin');
  const freed = await applyRetention();
  note(context, actor, storeFacts.cleanedUp, 'records past their retention');
  return freed;
}

/** Files change outside any transaction; what was done to them is noted right after. */
function note({ store, facts }: SystemContext, actor: Actor, type: FactType, name: string): void {
  store.write((w) => facts.emit(w, type, { actor, entity: { id: null, name } }));
}
