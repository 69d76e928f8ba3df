import { createReadStream, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { contentSecurityPolicy } from '#main/contentSecurityPolicy.ts';

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

/** Headers that every answer carries. */
export const commonHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Answers with a file of the renderer; a path without an ending is a page of the console, which index.html draws. */
export function sendAsset(root: string, pathname: string, response: ServerResponse): void {
  const file = assetFile(root, pathname);
  const stat = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  if (!file || !stat?.isFile()) {
    response.writeHead(404, { ...commonHeaders, 'content-type': 'text/plain; charset=utf-8' }).end('Not found.\n');
    return;
  }
  response.writeHead(200, {
    ...commonHeaders,
    'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
    'content-length': stat.size,
    // Files under assets carry a hash in their name.
    'cache-control': pathname.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  createReadStream(file).pipe(response);
}

function assetFile(root: string, pathname: string): string | undefined {
  const path = decode(pathname);
  if (path === undefined || path.includes('\0')) return undefined;
  if (extname(path) === '') return join(root, 'index.html');
  const file = resolve(root, `.${path}`);
  return file.startsWith(root + sep) ? file : undefined;
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
