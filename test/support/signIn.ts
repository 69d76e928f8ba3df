import { sessionGrant, sessionKeyHeader } from '#contract/loopback.ts';

/** Headers that a call of a signed-in page carries. */
export interface SessionHeaders {
  readonly [name: string]: string;
  readonly cookie: string;
}

/** What the page at a link does with its token. */
export function exchangeToken(link: string): Promise<Response> {
  const { origin, hash } = new URL(link);
  const headers = { origin, 'content-type': 'application/json' };
  return fetch(`${origin}/session`, { method: 'POST', headers, body: JSON.stringify({ token: hash.slice(1) }) });
}

/** Opens a session as the page at a link does. */
export async function signIn(link: string): Promise<SessionHeaders> {
  const answer = await exchangeToken(link);
  const { key } = sessionGrant.parse(await answer.json());
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', [sessionKeyHeader]: key };
}
