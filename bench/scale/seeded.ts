import type { Database } from 'better-sqlite3';
import type { Amounts } from './fill.ts';
import type { Patterns } from './patterns.ts';

export const dayMs = 86_400_000;

export const words = [
  ...['Ledger', 'Harbour', 'Atlas', 'Beacon', 'Quarry', 'Meadow', 'Signal', 'Orchard', 'Granite', 'Willow'],
  ...['Compass', 'Lantern', 'Foundry', 'Juniper', 'Canyon', 'Saffron', 'Thistle', 'Falcon', 'Marble', 'Cobalt'],
];

export interface Filler {
  readonly sqlite: Database;
  readonly patterns: Patterns;
  readonly seed: Seed;
  /** Milliseconds since 1970 UTC; everything filled in happened before. */
  readonly now: number;
}

/** A tenant with what the later steps refer to. */
export interface Place {
  readonly tenantId: string;
  /** The tenant where the person works. */
  readonly main: boolean;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly counts: Amounts;
  readonly integrations: { readonly id: string; readonly name: string; readonly operations: readonly string[] }[];
  readonly connections: { readonly id: string; readonly integrationId: string; readonly visibility: string }[];
}

export type Seed = ReturnType<typeof createSeed>;

/** Random values that are the same for the same seed (mulberry32). */
export function createSeed(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (digits: number): string =>
    Math.floor(next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return {
    /** From 0 up to 1. */
    next,
    pick: <T>(all: readonly T[]): T => {
      const found = all[Math.floor(next() * all.length)];
      if (found === undefined) throw new Error('There is nothing to pick from');
      return found;
    },
    /** One of the names, each as often as its weight says. */
    weighted: <K extends string | number>(weights: Readonly<Record<K, number>>): string => {
      const all = Object.entries<number>(weights);
      let left = next() * all.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of all) {
        left -= weight;
        if (left < 0) return name;
      }
      return all.at(-1)?.[0] ?? '';
    },
    /** A UUID of version 7 of that time. */
    uuid: (at: number): string => {
      const time = Math.floor(at).toString(16).padStart(12, '0');
      const variant = (8 + Math.floor(next() * 4)).toString(16);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
    },
  };
}

type Values = Readonly<Record<string, string | number | Buffer | null | undefined>>;

/** Copies the rows of a table where `column` has a value, with some columns changed; one given as undefined gets its default. */
export function copier(sqlite: Database, table: string, value: string, column = 'id'): (values: Values) => void {
  const columns = sqlite.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
  const statements = new Map<string, ReturnType<Database['prepare']>>();
  return (values) => {
    const key = Object.keys(values).join();
    const given = Object.entries(values).filter(([, each]) => each !== undefined);
    const insert = statements.get(key) ?? prepareCopy(sqlite, table, column, columns, values);
    statements.set(key, insert);
    insert.run({ ...Object.fromEntries(given), pattern: value });
  };
}

function prepareCopy(sqlite: Database, table: string, column: string, columns: readonly string[], values: Values) {
  const kept = columns.filter((name) => !(name in values) || values[name] !== undefined);
  const from = kept.map((name) => (name in values ? `@${name}` : name));
  const one = values.definition_id === undefined ? 'LIMIT 1' : '';
  return sqlite.prepare(
    `INSERT INTO ${table} (${kept.join(', ')}) SELECT ${from.join(', ')} FROM ${table} WHERE ${column} = @pattern ${one}`,
  );
}
