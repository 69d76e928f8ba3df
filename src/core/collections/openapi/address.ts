import { percentDecoded } from '../../percentEncoding.ts';
import { pathNames, splitAddress } from '../address.ts';
import type { FoundRequest } from '../tree.ts';
import { fillerFor } from '../wire.ts';

/** A server with its variables. */
export interface OpenServer {
  readonly url: string;
  readonly variables?: Readonly<Record<string, { readonly default: string }>>;
}

export interface OpenAddress {
  readonly server: OpenServer;
  /** Begins with a slash; parameters stand in braces. */
  readonly path: string;
  /** The names in the path, each once. */
  readonly names: readonly string[];
}

/** An address as a server and a path below it. Variables of the host become those of the server, others parameters of the path. */
export function addressOf(found: FoundRequest): OpenAddress {
  const [, origin = '', rest = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/[^/]*|[^/]*)(.*)$/is.exec(splitAddress(found.request.url).base) ?? [];
  const path = distinctNamesIn(rest.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, '{$1}').replace(/[?#]/g, encodeURIComponent));
  const whole = path.startsWith('/') ? path : `/${path}`;
  return { server: serverOf(origin, fillerFor(found)), path: whole, names: pathNames(whole) };
}

/** A name may stand once in a path. */
function distinctNamesIn(path: string): string {
  const seen = new Map<string, number>();
  return path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const plain = percentDecoded(name).replace(/[/?#]/g, '_');
    const count = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, count);
    return count === 1 ? `{${plain}}` : `{${plain}${count}}`;
  });
}

function serverOf(origin: string, fill: (text: string) => string): OpenServer {
  const names = [...origin.matchAll(/\{\{\s*([^{}]+?)\s*\}\}/g)].map(([, name = '']) => name);
  const url = origin.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, '{$1}');
  if (names.length === 0) return { url: url === '' ? '/' : url.includes('://') ? url : `http://${url}` };
  const defaultOf = (name: string) => {
    const value = fill(`{{${name}}}`);
    return value.includes('{{') ? '' : value.replace(/\/$/, '');
  };
  const variables = Object.fromEntries(
    [...new Set(names)].map((name) => [name, { default: defaultOf(name) || 'http://localhost' }]),
  );
  return { url, variables };
}
