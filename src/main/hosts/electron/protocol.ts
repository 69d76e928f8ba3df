import { type Protocol, protocol } from 'electron';
import { contentSecurityPolicy, picturePolicy } from '#main/contentSecurityPolicy.ts';
import type { CallSession } from '#main/kernel/actor.ts';
import { appOrigin, appScheme } from './origin.ts';
import { decodePath, type PageFile, pageFile } from './pageFile.ts';

interface PageSource {
  /** Absolute path of the folder with the built pages. */
  readonly root: string;
  readonly session: CallSession;
  readLogo(session: CallSession, file: string): Promise<PageFile | null>;
}

const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
const logoPath = /^\/logos\/([A-Za-z0-9._-]+)$/;

/** Makes `app:` a scheme with an origin of its own. Must be called before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges }]);
}

const commonHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

function refuse(status: number): Response {
  return new Response(null, {
    status,
    headers: { ...commonHeaders, 'content-security-policy': contentSecurityPolicy },
  });
}

function answer({ bytes, mediaType }: PageFile, policy: string): Response {
  return new Response(Uint8Array.from(bytes), {
    headers: {
      ...commonHeaders,
      'content-type': mediaType,
      'content-security-policy': policy,
      'cache-control': 'no-cache',
    },
  });
}

async function serve({ root, session, readLogo }: PageSource, request: Request): Promise<Response> {
  if (request.method !== 'GET') return refuse(405);
  const { protocol: scheme, host, pathname } = new URL(request.url);
  const path = decodePath(pathname);
  if (`${scheme}//${host}` !== appOrigin || path === null) return refuse(404);
  const logo = logoPath.exec(path)?.[1];
  const found = logo ? await readLogo(session, logo) : await pageFile(root, path);
  return found ? answer(found, logo ? picturePolicy : contentSecurityPolicy) : refuse(404);
}

/** Serves the pages and the logos at `app://patchbay/`, each with the content security policy. */
export function handleAppProtocol(protocols: Protocol, source: PageSource): void {
  protocols.handle(appScheme, async (request) => {
    try {
      return await serve(source, request);
    } catch {
      return refuse(500);
    }
  });
}
