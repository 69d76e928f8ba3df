import type { DefinitionServer } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { fillServer } from '#main/domains/connections/index.ts';
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
  const server = serverOf(draft, base);
  if (server === null)
    return { address: url, problems: [error('url', 'Enter a whole address that begins with http:// or https://.')] };
  const missing = /(?:\{|%7B)(.+?)(?:\}|%7D)/i.exec(server)?.[1];
  const problems = missing === undefined ? [] : [error('server', `The server needs a value for ${missing}.`)];
  return { address: `${server.replace(/\/+$/, '')}${url === '' || /^[/?#]/.test(url) ? '' : '/'}${url}`, problems };
}

function serverOf({ server, serverVariables }: Draft, base: Base | null): string | null {
  if (server === null || server.trim() === '') return base?.baseUrl ?? null;
  const declared = base?.servers.find(({ url }) => url === server);
  const filled = fillServer(declared ?? { url: server, variables: [] }, serverVariables);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(filled)) return filled;
  const start = base?.sourceUrl ?? base?.baseUrl;
  return start === undefined ? null : (URL.parse(filled, start)?.href ?? null);
}
