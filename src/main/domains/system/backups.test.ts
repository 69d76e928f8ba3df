import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dataPaths } from '#main/kernel/paths.ts';
import { domainClient } from '#test/support/domainClient.ts';
import { kernelRig } from '#test/support/kernelRig.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { createSystem } from './domain.ts';
import {
  applyPendingRestore,
  folderBytes,
  listBackups,
  newBackupName,
  pendingRestoreOf,
  requestRestore,
  sizeOf,
  withdrawRestore,
} from './files.ts';
import { readLicences, storeFacts } from './system.ts';

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

/** The folders of a console, with these backups, each a second younger than the one before. */
function backedUp(...names: string[]) {
  const paths = dataPaths(temporaryFolder());
  mkdirSync(paths.backups);
  for (const [index, name] of names.entries()) {
    writeFileSync(join(paths.backups, name), 'x'.repeat(index + 1));
    utimesSync(join(paths.backups, name), at / 1000 + index, at / 1000 + index);
  }
  return paths;
}

describe('backups of a folder', () => {
  test('are those with a name of ours, newest first, each with why it was made', () => {
    const names = [
      'before-20260102T030405006Z-0013_facts.db',
      'backup-20260102T030405006Z-0a1b2c3d.db',
      'restore-20260102T030405006Z-0a1b2c3d.db',
      'before-20260102T030405006Z-sync.db',
      'before-20260102T030405006Z-0032_sync.db',
    ];
    const paths = backedUp(
      ...names,
      'other.db',
      'backup-20260102T030405006Z.db.partial',
      'backup-2026-01-02.db',
      'backup-20260102T030405006Z-a b.db',
      'mybackup-20260102T030405006Z.db',
      'backup-20260102T030405006Z.db-wal',
    );
    expect(listBackups(paths)).toEqual([
      { name: names[4], bytes: 5, createdAt: at + 4_000, reason: 'migration' },
      { name: names[3], bytes: 4, createdAt: at + 3_000, reason: 'sync' },
      { name: names[2], bytes: 3, createdAt: at + 2_000, reason: 'restore' },
      { name: names[1], bytes: 2, createdAt: at + 1_000, reason: 'person' },
      { name: names[0], bytes: 1, createdAt: at, reason: 'migration' },
    ]);
    expect(listBackups(dataPaths(temporaryFolder()))).toEqual([]);
  });

  test('have names of their own that say when they were made', () => {
    for (const kind of ['backup', 'restore'] as const) {
      const name = newBackupName(kind, at);
      expect(name).toMatch(new RegExp(`^${kind}-20260102T030405006Z-[0-9a-f]{8}\\.db$`));
      expect(newBackupName(kind, at)).not.toBe(name);
      expect(listBackups(backedUp(name))).toMatchObject([{ name }]);
    }
  });
});

test('a folder takes what its files take, however deep they lie', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  for (const [path, size] of [
    ['one', 10],
    ['a/two', 200],
    ['a/b/three', 3_000],
  ] as const)
    writeFileSync(join(folder, path), 'x'.repeat(size));
  expect([folderBytes(folder), folderBytes(join(folder, 'a')), folderBytes(join(folder, 'none'))]).toEqual([
    3_210, 3_200, 0,
  ]);
  expect([sizeOf(join(folder, 'one')), sizeOf(join(folder, 'none'))]).toEqual([10, 0]);
});

describe('a wish to restore', () => {
  const name = 'backup-20260102T030405006Z-0a1b2c3d.db';

  test('is of a backup that is there, and can be taken back once', () => {
    const paths = backedUp(name);
    expect([pendingRestoreOf(paths), withdrawRestore(paths)]).toEqual([undefined, false]);
    requestRestore(paths, name);
    expect(pendingRestoreOf(paths)).toMatchObject({ name, createdAt: at });
    rmSync(join(paths.backups, name));
    expect(pendingRestoreOf(paths)).toBeUndefined();
    expect([withdrawRestore(paths), withdrawRestore(paths)]).toEqual([true, false]);
  });

  test('of a backup that has gone changes nothing', () => {
    const paths = backedUp();
    writeFileSync(paths.store, 'the store');
    requestRestore(paths, name);
    expect(applyPendingRestore(paths, at)).toBe(name);
    expect([sizeOf(paths.store), existsSync(join(paths.root, 'restore.json')), listBackups(paths)]).toEqual([
      9,
      false,
      [],
    ]);
  });

  test('brings the backup also where the store is missing or is none, and keeps what stood there', () => {
    const paths = backedUp(name);
    requestRestore(paths, name);
    applyPendingRestore(paths, at);
    expect([sizeOf(paths.store), listBackups(paths).length]).toEqual([1, 1]);
    writeFileSync(paths.store, 'damaged beyond reading');
    writeFileSync(`${paths.store}-wal`, 'log of it');
    requestRestore(paths, name);
    applyPendingRestore(paths, at);
    expect([sizeOf(paths.store), existsSync(`${paths.store}-wal`)]).toEqual([1, false]);
    expect(listBackups(paths).find(({ reason }) => reason === 'restore')?.bytes).toBe(22);
  });
});

function system() {
  const rig = kernelRig(Object.values(storeFacts));
  const freed = { activityRows: 1, historyRows: 2, bodyBytes: 3 };
  let applied = 0;
  const domain = createSystem(rig.kernel, {
    applyRetention: async () => {
      applied += 1;
      return freed as never;
    },
  });
  const actor = rig.newActor();
  const as = (role: 'admin' | 'editor' | 'viewer') => domainClient(domain, { ...actor, role });
  return { ...rig, domain, as, client: as('admin'), freed, applied: () => applied };
}

describe('what is done with the store', () => {
  test('is in the activity, each in its words', async () => {
    const { client, lines, freed } = system();
    const { name } = await client.backUp();
    await client.restore({ name });
    await client.cancelRestore();
    await client.cancelRestore();
    await client.backupAddress({ name });
    await client.deleteBackup({ name });
    expect(await client.cleanUp()).toEqual(freed);
    expect(lines.map(({ action, subject, result }) => `${action} ${subject}: ${result}`)).toEqual([
      `backed up ${name}: ok`,
      `asked to restore ${name}: ok`,
      `cancelled the restore of ${name}: ok`,
      `downloaded the backup ${name}: ok`,
      `deleted the backup ${name}: ok`,
      'cleaned up records past their retention: ok',
    ]);
  });

  test('is the admins’, and nothing is done or noted where another one asks', async () => {
    const { as, client, lines, applied, kernel } = system();
    const { name } = await client.backUp();
    lines.length = 0;
    for (const role of ['viewer', 'editor'] as const) {
      const it = as(role);
      const calls = [
        () => it.backUp(),
        () => it.restore({ name }),
        () => it.cancelRestore(),
        () => it.restart(),
        () => it.deleteBackup({ name }),
        () => it.backupAddress({ name }),
        () => it.cleanUp(),
        () => it.integrityCheck(),
      ];
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect([lines, applied(), listBackups(kernel.paths).length, pendingRestoreOf(kernel.paths)]).toEqual([
      [],
      0,
      1,
      undefined,
    ]);
  });

  test('runs by itself as well', async () => {
    const { domain, applied, lines } = system();
    await domain.jobs[0]?.run({ payload: {} } as never, AbortSignal.timeout(1_000));
    expect([applied(), lines]).toEqual([1, []]);
  });
});

test('a backup that cannot be written is no backup, and says why and what to do', async () => {
  const { client, kernel, lines } = system();
  writeFileSync(kernel.paths.backups, 'no folder');
  await expect(client.backUp()).rejects.toMatchObject({
    code: 'BACKUP_FAILED',
    message: expect.stringMatching(/^The backup could not be written: .*(EEXIST|ENOTDIR)/),
    data: { kept: 'The store is unchanged.', todo: expect.stringContaining('free space') },
  });
  expect(lines).toEqual([]);
});

describe('a backup that is no store of ours', () => {
  test.each<[string, (file: string) => void]>([
    ['of another program', (file) => writeFileSync(file, 'SQLite format 3\0'.padEnd(4_096, '\0'))],
    ['that is empty', (file) => writeFileSync(file, '')],
    ['of text', (file) => writeFileSync(file, 'text')],
  ])('%s cannot be restored, and says so before anything is promised', async (_, spoil) => {
    const { client, kernel, lines } = system();
    const { name } = await client.backUp();
    lines.length = 0;
    spoil(join(kernel.paths.backups, name));
    await expect(client.restore({ name })).rejects.toMatchObject({
      code: 'BACKUP_UNUSABLE',
      message: expect.stringMatching(new RegExp(`^The backup ${name} cannot be restored: .+`)),
      data: { kept: 'Nothing was changed.', todo: 'Choose another backup.' },
    });
    expect([pendingRestoreOf(kernel.paths), lines]).toEqual([undefined, []]);
  });
});

describe('licences', () => {
  test('are those that are shipped: a name, a version and a licence each', () => {
    const found = readLicences(system().kernel);
    expect(found.length).toBeGreaterThan(20);
    expect(found.map(({ name }) => name)).toContain('better-sqlite3');
    for (const { name, version, licence } of found)
      expect([name, version, licence].every((text) => text !== '')).toBe(true);
  });

  test('are none where none are shipped', () => {
    const { kernel } = system();
    const resources = temporaryFolder();
    const host = { ...kernel.host, paths: { ...kernel.host.paths, resources } };
    expect(readLicences({ ...kernel, host })).toEqual([]);
    writeFileSync(join(resources, 'licences.json'), '[{"name":"a"}]');
    expect(() => readLicences({ ...kernel, host })).toThrow();
  });
});

test('the console says what it is made of and where its data lies', async () => {
  const { client, kernel } = system();
  const about = await client.about();
  expect(about).toMatchObject({
    version: '0.0.0-test',
    host: 'test',
    dataDirectory: kernel.host.paths.data,
    platform: `${process.platform} ${process.arch}`,
    restarts: false,
  });
  expect(Object.keys(about.versions).toSorted()).toEqual(['node', 'sqlite', 'v8']);
  expect(about.versions).toMatchObject({ node: process.versions.node, sqlite: expect.stringMatching(/^3\.\d+/) });
});
