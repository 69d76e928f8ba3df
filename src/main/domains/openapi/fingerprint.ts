import { hash } from 'node:crypto';
import { isObject } from './json.ts';

/** Below this depth values count as equal; no operation says anything there. */
const deepest = 200;

/** JSON with the keys of objects in order, so that a definition that was only rearranged stays the same. */
function canonical(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (depth > deepest) return '"…"';
  if (Array.isArray(value)) {
    let items = '';
    for (const item of value) items += `${canonical(item, depth + 1)},`;
    return `[${items}]`;
  }
  if (!isObject(value)) return '{}';
  let members = '';
  for (const key of Object.keys(value).sort()) members += `${JSON.stringify(key)}:${canonical(value[key], depth + 1)},`;
  return `{${members}}`;
}

/** A short text that changes when any of the values changes, and not when keys are reordered. */
export function fingerprintOf(...values: readonly unknown[]): string {
  return hash('sha256', canonical(values, 0), 'base64url').slice(0, 22);
}
