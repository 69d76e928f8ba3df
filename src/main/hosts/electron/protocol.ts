import type { Readable } from 'node:stream';
import { type Protocol, protocol } from 'electron';
import { bodiesPath, filesPath } from '#contract/transfer.ts';
import type { PatchbayConsole } from '#main/console.ts';
import type { CallSession } from '#main/kernel/actor.ts';
import { type PageSource, servePage } from '../pages/builtPages.ts';
import { securityHeaders } from '../pages/headers.ts';
import { keepFile, keptBody } from '../pages/transfers.ts';
import { appOrigin, appScheme } from './origin.ts';

const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };

/** Makes `app:` a scheme with an origin of its own. Must be called before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges }]);
}

/** Where kept bodies come from, and who sends files. */
interface Transfers {
  readonly console: Pick<PatchbayConsole, 'openBody' | 'keepFile'>;
  readonly session: CallSession;
}

/** Serves the pages and the logos at `app://patchbay/`, each with the content security policy. */
export function handleAppProtocol(protocols: Protocol, source: PageSource, transfers: Transfers): void {
  protocols.handle(appScheme, async (request) => {
    try {
      return await answer(source, transfers, request);
    } catch {
      return refuse(500);
    }
  });
}

async function answer(source: PageSource, transfers: Transfers, request: Request): Promise<Response> {
  const { protocol: scheme, host, pathname } = new URL(request.url);
  if (`${scheme}//${host}` !== appOrigin) return refuse(404);
  if (request.method === 'POST' && pathname === filesPath) return takeFile(transfers, request);
  if (request.method !== 'GET') return refuse(405);
  if (pathname.startsWith(bodiesPath)) return sendBody(transfers, pathname);
  const { status, headers, body } = await servePage(source, pathname);
  return new Response(body && Uint8Array.from(body), { status, headers });
}

async function sendBody({ console }: Transfers, pathname: string): Promise<Response> {
  const { status, headers, stream } = await keptBody(console, pathname);
  return new Response(stream && webStream(stream), { status, headers });
}

async function takeFile({ console, session }: Transfers, request: Request): Promise<Response> {
  const kept = await keepFile(console, session, bytesOf(request));
  if ('message' in kept) return new Response(kept.message, { status: kept.status, headers: securityHeaders });
  return Response.json(kept, { headers: securityHeaders });
}

/** As a response takes it; whoever goes away closes the file. */
function webStream(stream: Readable): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => void stream.destroy(),
  });
}

async function* bytesOf({ body }: Request): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) yield next.value;
}

const refuse = (status: number): Response => new Response(null, { status, headers: securityHeaders });
