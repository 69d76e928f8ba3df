import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { contract } from '#contract/index.ts';
import { testConsole } from '#test/support/testConsole.ts';

/** Tables of secrets that are kept in memory alone, which are made when somebody asks for it. */
const temporary = ['session_secrets', 'session_index'];

describe('the domains', () => {
  it('say of every table in the store whose it is, once', async () => {
    const { console } = await testConsole();
    const all = console.store.sqlite
      .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .pluck()
      .all();
    const own = all.filter((name) => !name.startsWith('sqlite_') && name !== '_migrations' && name !== 'tombstones');
    const described = console.domains.flatMap(({ tables }) => tables.map(({ table }) => getTableConfig(table).name));
    expect(described.filter((name) => !temporary.includes(name)).toSorted()).toEqual(own.toSorted());
  });

  it('mirror every column of their tables', async () => {
    const { console } = await testConsole();
    for (const { table } of console.domains.flatMap(({ tables }) => tables)) {
      const { name, columns } = getTableConfig(table);
      if (temporary.includes(name)) continue;
      const stored = console.store.sqlite
        .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
        .pluck()
        .all(name);
      expect(columns.map((column) => column.name).toSorted(), name).toEqual(stored.toSorted());
    }
  });

  it('let travel only columns that exist, of rows that leave a tombstone', async () => {
    const { console } = await testConsole();
    const triggers = console.store.sqlite
      .prepare<[], string>("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
      .pluck()
      .all();
    for (const { table, travels, kept } of console.domains.flatMap(({ tables }) => tables)) {
      const { name, columns } = getTableConfig(table);
      if (travels === 'none') continue;
      if (travels !== 'all')
        expect(
          columns.map((column) => column.name),
          name,
        ).toEqual(expect.arrayContaining([...travels]));
      const cascades = kept === 'withParent' && !columns.some((column) => column.name === 'id');
      if (name !== 'tenants' && name !== 'users' && !cascades) expect(triggers, name).toContain(name);
    }
  });

  it('declare each type of fact and each kind of job once', async () => {
    const { console } = await testConsole();
    const types = console.domains.flatMap(({ facts }) => facts.map(({ type }) => type));
    const kinds = console.domains.flatMap(({ jobs }) => jobs.map(({ type }) => type.kind));
    expect(new Set(types).size).toBe(types.length);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(types.length).toBeGreaterThan(30);
  });
});

describe('use of the vault', () => {
  /** Routes that pages ask by themselves, as the renderer's code has them. */
  const asked = () => {
    const root = join(import.meta.dirname, '../renderer');
    const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter((file) => !file.includes('.test.'));
    const calls = files.flatMap((file) => [
      ...readFileSync(join(root, file), 'utf8').matchAll(/orpc\.(\w+)\.(\w+)\s*\.(?:queryOptions|infiniteOptions)/g),
    ]);
    return [...new Set(calls.map(([, domain, route]) => `${domain}.${route}`))];
  };

  it('is counted by no route that an open page asks again by itself', () => {
    const names = asked();
    const counting = Object.entries(contract).flatMap(([domain, routes]) =>
      Object.entries(routes).flatMap(([name, route]) => (route['~orpc'].meta.countsAsUse ? [`${domain}.${name}`] : [])),
    );
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => counting.includes(name))).toEqual([]);
  });
});
