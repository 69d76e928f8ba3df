import type { ServerResponse } from 'node:http';

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

/** Writes an answer to the wire. */
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
