import type { DefinitionServer } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { fillServer } from '#core/openapi/index.ts';
import { type DraftProblem, error } from './problem.ts';

/** Where relative addresses begin: the integration's base URL, and its definition's servers and source. */
export interface Base {
  readonly baseUrl: string;
  readonly servers: readonly DefinitionServer[];
  readonly sourceUrl: string | null;
}

type Draft = Pick<RequestDraft, 'url' | 'server' | 'serverVariables'>;

/** The address of a draft as text, path parameters still in it: absolute as written, else below the server. */
export function addressOf(draft: Draft, base: Base | null): { address: string; problems: DraftProblem[] } {
  const url = draft.url.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return { address: url, problems: [] };
  const { server, problem } = serverOf(draft, base);
  if (server === null)
    return { address: url, problems: [error('url', 'Enter a whole address that begins with http:// or https://.')] };
  const missing = /(?:\{|%7B)(.+?)(?:\}|%7D)/i.exec(server)?.[1];
  const message = missing === undefined ? problem : `The server needs a value for ${missing}.`;
  const problems = message === undefined ? [] : [error('server', message)];
  return { address: `${server.replace(/\/+$/, '')}${url === '' || /^[/?#]/.test(url) ? '' : '/'}${url}`, problems };
}

function serverOf(
  { server, serverVariables }: Draft,
  base: Base | null,
): { server: string | null; problem?: string | undefined } {
  if (server === null || server.trim() === '') return { server: base?.baseUrl ?? null };
  const declared = base?.servers.find(({ url }) => url === server);
  const { url: filled, problem } = fillServer(declared ?? { url: server, variables: [] }, serverVariables);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(filled)) return { server: filled, problem: problem?.message };
  const start = base?.sourceUrl ?? base?.baseUrl;
  const absolute = start === undefined ? null : (URL.parse(filled, start)?.href ?? null);
  return { server: absolute, problem: problem?.message };
}
