import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface PageFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** The path of an address with its escapes resolved; null for one that no file of ours has. */
export function decodePath(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname);
    return /[\0\\]/.test(path) ? null : path;
  } catch {
    return null;
  }
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
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null;
    throw error;
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
