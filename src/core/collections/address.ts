import { percentDecoded } from '../percentEncoding.ts';
import { parameterOf } from './parts.ts';
import type { PortableParameter } from './portable.ts';

const variables = /(\{\{[^{}]*\}\})/;

/** Changes a text, but none of the `{{name}}` variables in it. */
export function aroundVariables(text: string, change: (piece: string) => string): string {
  if (!text.includes('{{')) return change(text);
  return text
    .split(variables)
    .map((piece, index) => (index % 2 === 1 ? piece : change(piece)))
    .join('');
}

/** A value of a query as a person would type it: `a%20b` and `a+b` are `a b`. */
export function queryDecoded(written: string): string {
  return aroundVariables(written, (piece) => percentDecoded(piece.replaceAll('+', ' ')));
}

/** As it must be written where an address is typed: what would end or split a value, or be decoded, is encoded. */
export function queryEncoded(value: string): string {
  return aroundVariables(value, (piece) => piece.replace(/[%&#+=]/g, (sign) => encodeURIComponent(sign)));
}

/** The pairs of a query, in their order. */
export function queryPairs(query: string): PortableParameter[] {
  if (query === '') return [];
  return splitOutside(query, '&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...rest] = splitOutside(pair, '=');
      return parameterOf('query', queryDecoded(name), queryDecoded(rest.join('=')));
    });
}

function splitOutside(text: string, sign: string): string[] {
  const parts = [''];
  for (const [index, piece] of text.split(variables).entries()) {
    const pieces = index % 2 === 1 ? [piece] : piece.split(sign);
    parts[parts.length - 1] += pieces[0] ?? '';
    parts.push(...pieces.slice(1));
  }
  return parts;
}

/** An address without its query and fragment, and the query as it was written. The fragment is never sent. */
export function splitAddress(address: string): { readonly base: string; readonly query: string } {
  const [beforeFragment = ''] = splitOutside(address, '#');
  const [base = '', ...query] = splitOutside(beforeFragment, '?');
  return { base, query: query.join('?') };
}

/**
 * An address without its query, and the query as parameters. A name without a value (`?flag`, or a whole query in `?{{query}}`) stays in the
 * address: as a parameter it would be sent as `flag=`.
 */
export function readAddress(address: string): { readonly base: string; readonly query: PortableParameter[] } {
  const { base, query } = splitAddress(address);
  const pairs = query === '' ? [] : splitOutside(query, '&');
  const isBare = (pair: string) => pair !== '' && splitOutside(pair, '=').length === 1;
  return {
    base: withPairs(base, pairs.filter(isBare)),
    query: queryPairs(pairs.filter((pair) => !isBare(pair)).join('&')),
  };
}

/** An address with pairs of a query, after names without a value that it may have. */
export const withPairs = (base: string, pairs: readonly string[]): string =>
  pairs.length === 0 ? base : `${base}${base.includes('?') ? '&' : '?'}${pairs.join('&')}`;

/** Path parameters that are whole steps and begin with a colon (`/users/:id`) become `{id}`. The host and its port stay. */
export function withBracedSteps(base: string): string {
  const [, start = '', path = '', query = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?]*|[^/?]*)([^?]*)(.*)$/is.exec(base) ?? [];
  return start + path.replace(/(?<=\/):([^/:{}]+)(?=\/|$)/g, '{$1}') + query;
}

/** The reverse of `withBracedSteps`. Names that are no whole step stay as they are. */
export function withColonSteps(base: string): string {
  return base.replace(/(?<=\/)\{([^/:{}]+)\}(?=\/|$)/g, ':$1');
}

/** The names of path parameters in an address, each once. */
export function pathNames(base: string): string[] {
  return [...new Set([...base.matchAll(/(?<!\{)\{([^{}/]+)\}(?!\})/g)].map(([, name = '']) => name))];
}
