import { type Protocol, protocol } from 'electron';
import { type PageSource, servePage } from '../pages/builtPages.ts';
import { securityHeaders } from '../pages/headers.ts';
import { appOrigin, appScheme } from './origin.ts';

const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };

/** Makes `app:` a scheme with an origin of its own. Must be called before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges }]);
}

/** Serves the pages and the logos at `app://patchbay/`, each with the content security policy. */
export function handleAppProtocol(protocols: Protocol, source: PageSource): void {
  protocols.handle(appScheme, async (request) => {
    try {
      return await answer(source, request);
    } catch {
      return refuse(500);
    }
  });
}

async function answer(source: PageSource, request: Request): Promise<Response> {
  if (request.method !== 'GET') return refuse(405);
  const { protocol: scheme, host, pathname } = new URL(request.url);
  if (`${scheme}//${host}` !== appOrigin) return refuse(404);
  const { status, headers, body } = await servePage(source, pathname);
  return new Response(body && Uint8Array.from(body), { status, headers });
}

const refuse = (status: number): Response => new Response(null, { status, headers: securityHeaders });
