import type { JsonSchema } from '#contract/openapi.ts';

type ObjectSchema = Record<string, unknown>;

const isObject = (value: unknown): value is ObjectSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Follows a reference inside of the same document (RFC 6901); undefined where it leads nowhere. */
function referenced(root: ObjectSchema, reference: string): unknown {
  if (!reference.startsWith('#/')) return reference === '#' ? root : undefined;
  let at: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}

/** The schema with its references followed and its allOf, anyOf and oneOf laid side by side. */
export function alternatives(root: ObjectSchema, schema: unknown, seen = new Set<unknown>()): ObjectSchema[] {
  if (!isObject(schema) || seen.has(schema)) return [];
  seen.add(schema);
  const found = [schema];
  if (typeof schema.$ref === 'string') found.push(...alternatives(root, referenced(root, schema.$ref), seen));
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
    const members = schema[key];
    if (Array.isArray(members)) for (const member of members) found.push(...alternatives(root, member, seen));
  }
  return found;
}

function step(schema: ObjectSchema, key: string | number): unknown {
  if (typeof key === 'number') {
    const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems[key] : undefined;
    return prefix ?? schema.items;
  }
  if (isObject(schema.properties) && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return schema.additionalProperties;
}

/** Every schema that the value at the path may have to match; `root` holds the `$defs` that references name. */
export function schemaAt(root: JsonSchema, path: readonly (string | number)[]): ObjectSchema[] {
  if (!isObject(root)) return [];
  let here = alternatives(root, root);
  for (const key of path) {
    here = here.flatMap((schema) => alternatives(root, step(schema, key)));
  }
  return here;
}
