import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { genres, type Library } from './library.ts';

/** One call of the sample API, parsed. */
export interface Call {
  readonly library: Library;
  /** The caller showed the key. */
  readonly known: boolean;
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** `key` needs the key, `optional` answers more with it, `open` ignores it. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: 'key' | 'optional' | 'open';
  run(call: Call): Answer;
}

/** The route of a method and path with the values of its path parameters; null where none fits. */
export function findRoute(routes: readonly Route[], method: string, path: string) {
  for (const route of routes) {
    const values = route.method === method ? matchPath(route.path, path) : null;
    if (values !== null) return { route, values };
  }
  return null;
}

/** Methods that exist at the path. */
export function methodsAt(routes: readonly Route[], path: string): string[] {
  return routes.filter((route) => matchPath(route.path, path) !== null).map((route) => route.method);
}

function matchPath(template: string, path: string): Record<string, string> | null {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const values: [string, string][] = [];
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (part.startsWith('{')) values.push([part.slice(1, -1), actual]);
    else if (part !== actual) return null;
  }
  return Object.fromEntries(values);
}

/** What a route answers: JSON with a status, or a function that writes the response itself. */
export type Answer =
  | { readonly status: number; readonly json?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | ((response: ServerResponse) => void);

export const ok = (json: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  json,
  headers,
});

/** An error as RFC 9457 has it (application/problem+json). */
export const problem = (
  status: number,
  title: string,
  detail: string,
  more: { headers?: Readonly<Record<string, string>>; errors?: readonly { field: string; message: string }[] } = {},
): Answer => ({
  status,
  json: { title, status, detail, ...(more.errors === undefined ? {} : { errors: more.errors }) },
  headers: { 'content-type': 'application/problem+json', ...more.headers },
});

/** Sends an answer. */
export function write(response: ServerResponse, answer: Answer): void {
  if (typeof answer === 'function') {
    answer(response);
    return;
  }
  const body = answer.json === undefined ? '' : JSON.stringify(answer.json);
  const type = answer.json === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(answer.status, { ...type, ...answer.headers });
  response.end(body);
}

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
