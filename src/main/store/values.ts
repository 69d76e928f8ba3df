import { randomFillSync } from 'node:crypto';
import { Column, getTableName } from 'drizzle-orm';
import { customType, integer } from 'drizzle-orm/sqlite-core';
import type { ZodType } from 'zod';
import { lastTimestamp } from '#contract/common.ts';

/** Where the time comes from, so that tests decide it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/**
 * A point in time: integer milliseconds since 1970, UTC. What is written and read stays within what a date can be, so that no number
 * out of all bounds makes a row unreadable.
 */
export const timestampMs = customType<{ data: number; driverData: number }>({
  dataType: () => 'integer',
  toDriver: boundedMs,
  fromDriver: boundedMs,
});

/** A time as a query by hand gave it. What is no number at all counts as 0. */
export function boundedMs(ms: number): number {
  return Math.min(Math.max(Math.round(Number(ms)) || 0, 0), lastTimestamp);
}

/** A yes or no, stored as 1 or 0. */
export const flag = (name: string) => integer(name, { mode: 'boolean' });

/** Stands in a row that is read leniently for a value that cannot be read; no schema takes it. */
const damaged = Symbol('cannot be read');

/** Whether a value of a row that was read leniently could be read. */
export const isRead = (value: unknown): boolean => value !== damaged;

/** Whether all of a row that was read leniently could be read. */
export const isIntact = (row: object): boolean => Object.values(row).every(isRead);

let isLenient = false;

/** Runs a query whose rows may hold values that cannot be read: the rest of such a row is there anyway. */
export function leniently<T>(query: () => T): T {
  const before = isLenient;
  isLenient = true;
  try {
    return query();
  } finally {
    isLenient = before;
  }
}

/** A stored value that cannot be read, and where it is. */
export class DamagedValue extends Error {
  readonly table: string;
  readonly column: string;

  constructor(table: string, column: string, cause: unknown) {
    super(`${table}.${column} cannot be read`, { cause });
    this.table = table;
    this.column = column;
  }
}

/**
 * A JSON value in a text column; what is read is parsed by `schema`, so that old or foreign rows cannot lie about their type.
 * `otherwise` stands in for what cannot be read, where nothing depends on it.
 */
export const json = <T>(name: string, schema: ZodType<T>, otherwise?: T) =>
  customType<{ data: T; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver(this: unknown, text) {
      try {
        return schema.parse(JSON.parse(text));
      } catch (error) {
        if (otherwise !== undefined) return otherwise;
        if (isLenient) return damaged as T;
        throw new DamagedValue(tableOf(this), name, error);
      }
    },
  })(name);

/** One of some words in a text column; another one cannot be read, but stands as it is in a row that is read leniently. */
export const oneOf = <const T extends string>(name: string, words: readonly T[]) =>
  customType<{ data: T; driverData: string }>({
    dataType: () => 'text',
    fromDriver(this: unknown, text) {
      const word = words.find((each) => each === text);
      if (word === undefined && !isLenient) throw new DamagedValue(tableOf(this), name, null);
      return word ?? (text as T);
    },
  })(name);

/** Drizzle calls what reads a value on its column. */
const tableOf = (column: unknown): string => (column instanceof Column ? getTableName(column.table) : '');

/** A row of a table that a query by hand gave, as the schema says. */
export function parseStored<T>(table: string, schema: ZodType<T>, row: unknown): T {
  const { success, data, error } = schema.safeParse(row);
  if (success) return data;
  throw new DamagedValue(table, String(error.issues[0]?.path[0] ?? ''), error);
}

/** Bytes. better-sqlite3 gives a Buffer, which is a Uint8Array. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'blob' });

const buffer = new Uint8Array(16);
const view = new DataView(buffer.buffer);
let lastMs = 0;
let counter = 0;

/** Moves on so that the pair (millisecond, counter) always grows, also when the clock steps back. */
function advance(now: number, seed: number): void {
  if (now > lastMs) {
    lastMs = now;
    counter = seed;
  } else if (counter === 0xfff) {
    lastMs += 1;
    counter = 0;
  } else {
    counter += 1;
  }
}

/**
 * A new UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, a 12-bit counter, 62 random bits.
 * Within one process each one sorts after all before it, as text too.
 */
export function uuidv7(now: number = Date.now()): string {
  randomFillSync(buffer);
  // Half of the counter's range stays free to count up within the same millisecond.
  advance(now, view.getUint16(6) & 0x7ff);
  view.setUint16(0, Math.floor(lastMs / 2 ** 32));
  view.setUint32(2, lastMs % 2 ** 32);
  view.setUint16(6, 0x7000 | counter);
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Buffer.from(buffer).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Sorts before every UUID of version 7 that was made at a time or later, and after all that were made before. */
export function firstUuidAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
