import { z } from 'zod';
import { isObject, kindOf } from '../json/value.ts';
import type { Place } from './notes.ts';

/** Text, or what other tools write where they mean text: numbers, truth values, and null for none. */
export const text = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => (value === null ? '' : String(value)))
  .optional();

/** A truth value, also one that was written as text. */
export const flag = z
  .union([z.boolean(), z.literal('true').transform(() => true), z.literal('false').transform(() => false)])
  .nullish();

/** Members that are looked at one by one. */
export const list = z.array(z.unknown()).nullish();

/** A member that several kinds of value may stand in. */
export const anything = z.unknown().optional();

/**
 * The members of an object that a schema names. Others are passed over; those of another type are noted and read as absent. Every
 * member of the schema is optional.
 */
export function readMembers<S extends z.ZodObject>(schema: S, value: unknown, place: Place): z.output<S> {
  const given = isObject(value) ? value : {};
  if (value !== undefined && value !== null && given !== value) {
    place.say(`There is ${kindOf(value)} where an object belongs; it was left out.`);
  }
  const whole = schema.safeParse(given);
  if (whole.success) return whole.data;
  const wrong = new Set(whole.error.issues.map(({ path }) => String(path[0])));
  for (const name of wrong) place.say(`“${name}” is ${kindOf(given[name])}, which can’t be read; it was left out.`);
  return schema.parse(Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))));
}

/** The objects of a list, each read by itself; what is no object is noted as missing from `what`. */
export function readRows<S extends z.ZodObject>(
  schema: S,
  rows: readonly unknown[] | null | undefined,
  place: Place,
  what: string,
): z.output<S>[] {
  const read: z.output<S>[] = [];
  for (const row of rows ?? []) {
    if (isObject(row)) read.push(readMembers(schema, row, place));
    else place.say(`One of the ${what} is ${kindOf(row)} instead of an object; it was left out.`);
  }
  return read;
}
