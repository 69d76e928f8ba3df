import { z } from 'zod';
import { type Answer, problem } from './answer.ts';
import { genres } from './library.ts';

const year = z.int().min(1450).max(2100);
const copies = z.int().min(0).max(1000);
const line = z.string().min(1).max(200);

export const newBook = z.strictObject({
  isbn: z.string().regex(/^\d{13}$/, 'Thirteen digits.'),
  title: line,
  author: line,
  genre: z.enum(genres),
  year,
  copies: copies.default(1),
});

export const bookChange = z.strictObject({ title: line, author: line, genre: z.enum(genres), year, copies }).partial();

export const newLoan = z.strictObject({ isbn: z.string(), borrower: line, days: z.int().min(1).max(90).default(14) });

export const bookQuery = z.object({
  q: z.string().default(''),
  sort: z.enum(['title', 'author', 'year']).default('title'),
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(20),
});

export const slowQuery = z.object({ delay: z.coerce.number().int().min(0).max(60_000).default(5_000) });
export const bigQuery = z.object({ bytes: z.coerce.number().int().min(0).max(200_000_000).default(5_000_000) });
export const redirectQuery = z.object({
  to: z.string().max(2_000).default('/status'),
  hops: z.coerce.number().int().min(1).max(50).default(1),
});

/** The value, or the answer that says which fields are wrong. */
export function check<T>(schema: z.ZodType<T>, value: unknown): { value: T } | { answer: Answer } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  return { answer: problem(422, 'Unprocessable', 'The input does not fit the schema.', { errors }) };
}
