import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database, { type Database as Sqlite } from 'better-sqlite3';
import { z } from 'zod';
import { assistantId, connectionId, integrationId } from '#contract/common.ts';
import { openStore } from '#main/store/index.ts';
import { memoryKeychain } from './memoryKeychain.ts';
import { type TestConsole, temporaryFolder, testConsole, testHost } from './testConsole.ts';

const fixture = join(import.meta.dirname, '../fixtures/version-0.1.0');

const line = z.object({ kind: z.string(), action: z.string(), subject: z.string(), result: z.string() });
const contents = z.object({
  keychain: z.record(z.string(), z.string()),
  logo: z.string(),
  summary: z.object({
    manual: integrationId,
    deleted: integrationId,
    assistantId,
    connections: z.record(z.string(), connectionId),
    list: z.array(z.object({ name: z.string(), kind: z.string(), state: z.string(), lastStatus: z.int().nullable() })),
    integrations: z.array(z.looseObject({ name: z.string() })),
    assistants: z.array(z.string()),
    history: z.int(),
    saved: z.array(z.string()),
    health: z.object({ schedule: z.unknown() }),
    activity: z.array(line),
  }),
});

/** What is in the data folder of version 0.1.0. */
export const oldFolder = contents.parse(JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8')));

/** An hour after the folder was made, so that no retention applies. */
const now = Date.UTC(2026, 10, 28, 17, 47);

/** Opens a copy of the data folder of version 0.1.0 in this version, after `change` was made to its store. */
export async function openOldFolder(change?: (sqlite: Sqlite, file: string) => void): Promise<TestConsole> {
  const data = temporaryFolder();
  const file = join(data, 'patchbay.db');
  writeFileSync(file, gunzipSync(readFileSync(join(fixture, 'patchbay.db.gz'))));
  if (change !== undefined) {
    const sqlite = new Database(file);
    change(sqlite, file);
    sqlite.close();
  }
  const logo = join(data, 'logos', oldFolder.logo);
  mkdirSync(dirname(logo), { recursive: true });
  cpSync(join(fixture, 'logo.png'), logo);
  const keychain = memoryKeychain();
  for (const [account, key] of Object.entries(oldFolder.keychain))
    await keychain.set(account, Buffer.from(key, 'base64'));
  return testConsole({ paths: { data, resources: testHost().paths.resources }, keychain, now: () => now });
}

/** Brings the store in a file to where it stood before a migration. */
export function migrateUpTo(file: string, before: string): void {
  const shipped = join(testHost().paths.resources, 'migrations/sqlite');
  const [migrations, backups] = [temporaryFolder(), temporaryFolder()];
  for (const name of readdirSync(shipped).filter((each) => each < before))
    cpSync(join(shipped, name), join(migrations, name));
  openStore({ file, migrations, backups }).close();
}
