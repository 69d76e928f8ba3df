import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { contentSecurityPolicy, picturePolicy, securityHeaders } from './headers.ts';

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  // Characters and fonts for documents that do not carry them.
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
};

export interface PageFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export interface PageSource {
  /** Absolute path of the folder with the built pages. */
  readonly root: string;
  /** A logo of the session's tenant; null where there is none. */
  readonly readLogo: (file: string) => Promise<PageFile | null>;
}

/** What a host sends for one address; `body` is null where there is nothing. */
export interface PageResponse {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

const logoPath = /^\/logos\/([A-Za-z0-9._-]+)$/;

/** Files below assets carry a hash in their name, and a logo gets another name when it is replaced. */
const unchanging = /^\/(assets|logos)\//;

/** Serves a path of the console: a built file, a logo, or index.html for the console's own addresses. */
export async function servePage({ root, readLogo }: PageSource, pathname: string): Promise<PageResponse> {
  const path = decodePath(pathname);
  if (path === null) return nothing;
  const logo = logoPath.exec(path)?.[1];
  const found = logo ? await readLogo(logo) : await pageFile(root, path);
  if (found === null) return nothing;
  return {
    status: 200,
    headers: {
      ...securityHeaders,
      'content-security-policy': logo ? picturePolicy : contentSecurityPolicy,
      'content-type': found.mediaType,
      'cache-control': unchanging.test(path) ? 'private, max-age=31536000, immutable' : 'no-store',
    },
    body: found.bytes,
  };
}

const nothing: PageResponse = { status: 404, headers: { ...securityHeaders, 'cache-control': 'no-store' }, body: null };

/** The path of an address with its escapes resolved; null for one that no file of ours has. */
export function decodePath(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname);
    return /[\0\\]/.test(path) ? null : path;
  } catch {
    return null;
  }
}

/**
 * Reads what an address of the page means: a file of the built pages, or index.html for the console's own addresses,
 * which have no extension. Null where there is nothing, or where the path leads out of `root`.
 */
export async function pageFile(root: string, path: string): Promise<PageFile | null> {
  const extension = extname(path);
  const file = inside(root, extension ? path : '/index.html');
  if (!file || (!extension && !inside(root, `${path}/index.html`))) return null;
  const mediaType = mediaTypes[extension || '.html'];
  if (!mediaType) return null;
  const bytes = await readIfThere(file);
  return bytes && { bytes, mediaType };
}

/** The file inside `root` that a decoded path means, or null where it would lead out of it. */
function inside(root: string, path: string): string | null {
  const file = resolve(root, `.${path}`);
  return file.startsWith(root + sep) ? file : null;
}

async function readIfThere(file: string): Promise<Uint8Array | null> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (/^(ENOENT|EISDIR|ENOTDIR|ENAMETOOLONG)$/.test(String(code))) return null;
    throw error;
  }
}
