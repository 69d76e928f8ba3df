import { pointerOfFragment, valueAt } from '#core/json/pointer.ts';
import { isObject } from '#core/json/value.ts';
import type { JsonSchema } from '#core/jsonSchema/schema.ts';

type ObjectSchema = Readonly<Record<string, unknown>>;

/** Follows a reference inside of the same document; undefined where it leads nowhere. */
function referenced(root: ObjectSchema, reference: string): unknown {
  const pointer = reference.startsWith('#') ? pointerOfFragment(reference.slice(1)) : undefined;
  return pointer === undefined ? undefined : valueAt(root, pointer);
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
