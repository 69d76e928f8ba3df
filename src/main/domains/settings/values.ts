import { eq } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';
import { isJsonText } from '#core/json/exact.ts';
import type { Reader, Writer } from '#main/store/index.ts';

export const settingsTable = sqliteTable('settings', {
  name: text('name').primaryKey(),
  /** JSON. */
  value: text('value').notNull(),
});

/** A value that the console keeps under a name of its own; nothing where it is missing, cannot be read, or does not fit `schema`. */
export function readValue<T>(r: Reader, name: string, schema: z.ZodType<T>): T | undefined {
  const found = r.select().from(settingsTable).where(eq(settingsTable.name, name)).get();
  return found && isJsonText(found.value) ? schema.safeParse(JSON.parse(found.value)).data : undefined;
}

/** Whether something is kept under a name, whatever it is. */
export function isKept(r: Reader, name: string): boolean {
  return (
    r.select({ name: settingsTable.name }).from(settingsTable).where(eq(settingsTable.name, name)).get() !== undefined
  );
}

/** Keeps a JSON value under a name. */
export function writeValue(w: Writer, name: string, value: unknown): void {
  const text = JSON.stringify(value);
  w.insert(settingsTable)
    .values({ name, value: text })
    .onConflictDoUpdate({ target: settingsTable.name, set: { value: text } })
    .run();
}
