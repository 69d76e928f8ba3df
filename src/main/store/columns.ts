import { customType, integer } from 'drizzle-orm/sqlite-core';
import type { ZodType } from 'zod';

/** A point in time: integer milliseconds since 1970, UTC. */
export const timestampMs = (name: string) => integer(name, { mode: 'number' });

/** A yes or no, stored as 1 or 0. */
export const flag = (name: string) => integer(name, { mode: 'boolean' });

/** A JSON value in a text column; what is read is parsed by `schema`, so that old or foreign rows cannot lie about their type. */
export const json = <T>(name: string, schema: ZodType<T>) =>
  customType<{ data: T; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (text) => schema.parse(JSON.parse(text)),
  })(name);

/** Bytes. better-sqlite3 gives a Buffer, which is a Uint8Array. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'blob' });
