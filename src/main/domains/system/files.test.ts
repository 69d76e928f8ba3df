import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { dataPaths } from '#main/kernel/paths.ts';
import { temporaryFolder, testConsole } from '#test/support/testConsole.ts';
import { applyPendingRestore, requestRestore, sweepPartials } from './files.ts';

const namesIn = (file: string) => {
  const sqlite = new Database(file, { readonly: true });
  const names = sqlite.prepare<[], string>('SELECT name FROM tenants ORDER BY name').pluck().all();
  sqlite.close();
  return names;
};

/** The files of a console as a kill leaves them: what was written last is in the log alone. */
async function killed() {
  const { client, host } = await testConsole();
  const { name } = await client.system.backUp();
  await client.tenants.create({ name: 'Only in the log' });
  const left = dataPaths(temporaryFolder());
  const from = dataPaths(host.paths.data);
  for (const suffix of ['', '-wal']) copyFileSync(`${from.store}${suffix}`, `${left.store}${suffix}`);
  mkdirSync(left.backups);
  copyFileSync(join(from.backups, name), join(left.backups, name));
  return { paths: left, name };
}

it('a restore keeps of the store before also what stood in its log alone', async () => {
  const { paths, name } = await killed();
  requestRestore(paths, name);
  expect(applyPendingRestore(paths, Date.now())).toBe(name);
  const kept = readdirSync(paths.backups).filter((file) => file.startsWith('restore-'));
  expect(kept).toHaveLength(1);
  expect(namesIn(join(paths.backups, kept[0] ?? ''))).toContain('Only in the log');
  expect(namesIn(paths.store)).not.toContain('Only in the log');
  expect(readdirSync(paths.root).sort()).toEqual(['backups', 'patchbay.db']);
});

it.each(['', '{"name": "back', '{"name": "../patchbay.db"}', '[]'])(
  'a wish that reads %j is dropped, and the store stays',
  async (text) => {
    const { paths } = await killed();
    writeFileSync(join(paths.root, 'restore.json'), text);
    expect(applyPendingRestore(paths, Date.now())).toBeUndefined();
    expect(existsSync(join(paths.root, 'restore.json'))).toBe(false);
    expect(namesIn(paths.store)).toContain('Only in the log');
  },
);

it('what a kill left half done goes at the next start', async () => {
  const { paths, name } = await killed();
  const left = [
    `${paths.store}.restore`,
    join(paths.root, 'restore.json.partial'),
    join(paths.backups, 'x.db.partial'),
  ];
  for (const path of left) writeFileSync(path, 'half');
  sweepPartials(paths);
  expect(left.filter((path) => existsSync(path))).toEqual([]);
  expect(readdirSync(paths.backups)).toEqual([name]);
});
