import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import { z } from 'zod';
import { type about, type dataUse, systemContract, systemFaults } from '#contract/system.ts';
import { type Actor, type CallContext, requireRole } from '#main/kernel/actor.ts';
import type { Freed } from '#main/kernel/domain.ts';
import type { Events } from '#main/kernel/events.ts';
import type { Host } from '#main/kernel/host.ts';
import type { DataPaths } from '#main/kernel/paths.ts';
import { openStore, type Store, sizeByTable } from '#main/store/index.ts';
import { folderBytes, listBackups, newBackupName, requestRestore, sizeOf } from './files.ts';

export type CleanUpResult = Freed;

export interface SystemDeps {
  readonly host: Host;
  readonly store: Store;
  readonly events: Events;
  readonly paths: DataPaths;
  /** Applies retention in every domain that has any. */
  readonly cleanUp: () => Promise<CleanUpResult>;
}

type Licence = { name: string; version: string; licence: string };

function readAbout({ host, store }: SystemDeps): z.infer<typeof about> {
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
  };
}

function readDataUse({ store, paths }: SystemDeps): z.infer<typeof dataUse> {
  const kinds = sizeByTable(store.read).map(({ name, bytes }) => ({ kind: name, bytes, rows: countRows(store, name) }));
  return {
    storeBytes: sizeOf(paths.store) + sizeOf(`${paths.store}-wal`),
    bodyBytes: folderBytes(paths.bodies),
    logoBytes: folderBytes(paths.logos),
    backupBytes: folderBytes(paths.backups),
    kinds,
    backups: listBackups(paths),
  };
}

function countRows(store: Store, table: string): number {
  if (!/^\w+$/.test(table) || table.startsWith('sqlite_')) return 0;
  return store.sqlite.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get() ?? 0;
}

/** Written by scripts/licences.ts from the lock file and shipped beside the migrations. */
function readLicences({ host }: SystemDeps): Licence[] {
  const file = join(host.paths.resources, 'licences.json');
  const shape = z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() }));
  return existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

/** Versions and counts; no name, address or text that a person entered. */
function writeDiagnostics(deps: SystemDeps): string {
  const { version, host, versions, platform } = readAbout(deps);
  const use = readDataUse(deps);
  const lines = [
    `Patchbay ${version} (${host}) on ${platform}`,
    ...Object.entries(versions).map(([name, value]) => `${name} ${value}`),
    `store ${use.storeBytes} bytes, bodies ${use.bodyBytes}, logos ${use.logoBytes}, backups ${use.backupBytes}`,
    ...use.kinds.map(({ kind, rows, bytes }) => `${kind}: ${rows} rows, ${bytes} bytes`),
  ];
  return lines.join('\n');
}

async function backUp(deps: SystemDeps, actor: Actor, now: number): Promise<{ name: string; bytes: number }> {
  requireRole(actor, 'admin');
  const name = newBackupName('backup', now);
  const file = join(deps.paths.backups, name);
  try {
    await deps.store.backupTo(file);
  } catch (error) {
    throw systemFaults.fault('BACKUP_FAILED', `The backup could not be written: ${reason(error)}.`, {
      kept: 'The store is unchanged.',
      todo: 'Check that the disk has room and that you may write to the data folder.',
    });
  }
  tell(deps, actor, 'backed up', name);
  return { name, bytes: sizeOf(file) };
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Notes which backup the next start shall restore. */
function restore(deps: SystemDeps, actor: Actor, name: string): { restartNeeded: boolean } {
  requireRole(actor, 'admin');
  if (!listBackups(deps.paths).some((backup) => backup.name === name)) {
    throw systemFaults.fault('BACKUP_UNUSABLE', `There is no backup called ${name}.`, { kept: 'Nothing was changed.' });
  }
  refuseUnusable(deps, name);
  requestRestore(deps.paths, name);
  tell(deps, actor, 'asked to restore', name);
  return { restartNeeded: true };
}

/** Opens the backup as the next start would, so that a restore that is promised can be kept. */
function refuseUnusable({ paths, host }: SystemDeps, name: string): void {
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

function checkIntegrity(deps: SystemDeps, actor: Actor): { ok: boolean; problems: string[] } {
  requireRole(actor, 'admin');
  const problems = deps.store.integrityCheck();
  const result = problems.length === 0 ? 'ok' : 'failed';
  deps.events.happened({
    tenantId: actor.tenantId,
    actor,
    kind: 'system',
    action: 'checked',
    subject: 'the store',
    result,
  });
  return { ok: problems.length === 0, problems };
}

async function cleanUp(deps: SystemDeps, actor: Actor): Promise<CleanUpResult> {
  requireRole(actor, 'admin');
  const freed = await deps.cleanUp();
  tell(deps, actor, 'cleaned up', 'records past their retention');
  return freed;
}

function tell({ events }: SystemDeps, actor: Actor, action: string, subject: string): void {
  events.changed('system', null);
  events.happened({ tenantId: actor.tenantId, actor, kind: 'system', action, subject, result: 'ok' });
}

export function systemHandlers(deps: SystemDeps) {
  const os = implement(systemContract).$context<CallContext>();
  return os.router({
    about: os.about.handler(() => readAbout(deps)),
    dataUse: os.dataUse.handler(() => readDataUse(deps)),
    licences: os.licences.handler(() => readLicences(deps)),
    diagnostics: os.diagnostics.handler(() => ({ text: writeDiagnostics(deps) })),
    integrityCheck: os.integrityCheck.handler(({ context }) => checkIntegrity(deps, context.session.actor())),
    backUp: os.backUp.handler(({ context }) => backUp(deps, context.session.actor(), deps.host.now())),
    restore: os.restore.handler(({ input, context }) => restore(deps, context.session.actor(), input.name)),
    cleanUp: os.cleanUp.handler(({ context }) => cleanUp(deps, context.session.actor())),
  });
}
