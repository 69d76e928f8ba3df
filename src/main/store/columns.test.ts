import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { sqliteTable } from 'drizzle-orm/sqlite-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import {
  bytes,
  countOnce,
  DamagedValue,
  flag,
  isRead,
  json,
  leniently,
  openStore,
  type Store,
  sizeByTable,
  timestampMs,
} from './index.ts';

const things = sqliteTable('things', {
  at: timestampMs('at').notNull(),
  active: flag('active').notNull(),
  tags: json('tags', z.array(z.string())).notNull(),
  raw: bytes('raw').notNull(),
});
let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-columns-'));
  mkdirSync(join(folder, 'm'));
  const text =
    'CREATE TABLE things (at INTEGER, active INTEGER, tags TEXT, raw BLOB) STRICT; CREATE INDEX i ON things (at);';
  writeFileSync(join(folder, 'm', '0001_things.sql'), text);
  store = openStore({ file: join(folder, 's.db'), migrations: join(folder, 'm'), backups: join(folder, 'b') });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

test('gives back what was stored', () => {
  const row = { at: 1_700_000_000_123, active: true, tags: ['a', 'ü'], raw: Buffer.from([0, 255]) };
  store.write((w) => w.insert(things).values(row).run());
  expect(store.read.select().from(things).all()).toEqual([row]);
});

test.each([
  [10_000_000_000_000_000, 8_640_000_000_000_000],
  [-5, 0],
  [0, 0],
  [9.007e15, 8_640_000_000_000_000],
])('reads %d as a time that a date can be', (stored, read) => {
  store.write((w) => w.run(sql`INSERT INTO things VALUES (${stored}, 0, '[]', x'00')`));
  expect(store.read.select().from(things).get()?.at).toBe(read);
});

test('refuses JSON in a row that is not of the declared shape', () => {
  store.write((w) => w.run(sql`INSERT INTO things VALUES (1, 0, '[1]', x'00')`));
  expect(() => store.read.select().from(things).all()).toThrow(
    expect.objectContaining({ table: 'things', column: 'tags', cause: expect.any(z.ZodError) }),
  );
});

test('gives the rest of such a row where it is read leniently, and says which value is missing', () => {
  store.write((w) => w.run(sql`INSERT INTO things VALUES (1, 0, '[1]', x'00')`));
  const [row] = leniently(() => store.read.select().from(things).all());
  expect(row).toMatchObject({ at: 1, active: false });
  expect([isRead(row?.tags), isRead(row?.at)]).toEqual([false, true]);
  expect(() => store.read.select().from(things).all()).toThrow(DamagedValue);
});

test('says how much each table takes, its indexes counted in', () => {
  const raw = Buffer.alloc(20_000, 1);
  store.write((w) => w.insert(things).values({ at: 1, active: false, tags: [], raw }).run());
  const [first] = sizeByTable(store.read);
  expect(first?.name).toBe('things');
  expect(first?.bytes).toBeGreaterThan(20_000);
});

test('counts once for as long as nothing is written, and anew after a write of this or another process', () => {
  const insert = sql`INSERT INTO things VALUES (1, 1, '[]', x'')`;
  const other = openStore({ file: store.file, migrations: join(folder, 'm'), backups: join(folder, 'b') });
  let counted = 0;
  const count = (key = 'all') =>
    countOnce(store.read, key, () => {
      counted += 1;
      return store.read.select().from(things).all().length;
    });
  expect([count(), count(), counted]).toEqual([0, 0, 1]);
  store.write((w) => w.run(insert));
  expect([count(), count(), counted]).toEqual([1, 1, 2]);
  other.write((w) => w.run(insert));
  expect([count(), count(), counted]).toEqual([2, 2, 3]);
  expect([count('other'), counted]).toEqual([2, 4]);
  other.close();
});
