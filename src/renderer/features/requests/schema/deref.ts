import type { JsonSchema } from '#contract/openapi.ts';

/** The schemas that `#/$defs/…` references name. */
export type Definitions = Record<string, JsonSchema>;
export type SchemaObject = Record<string, unknown>;

const longestChain = 20;

export const isObject = (value: unknown): value is SchemaObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema behind its references, with what stands beside a reference laid over it; undefined where it leads nowhere. */
export function deref(schema: unknown, definitions: Definitions): SchemaObject | undefined {
  let at = schema;
  for (let hop = 0; hop < longestChain; hop += 1) {
    if (!isObject(at)) return undefined;
    if (typeof at.$ref !== 'string') return at;
    const { $ref, ...beside } = at;
    const name = /^#\/\$defs\/(.+)$/.exec($ref)?.[1];
    const key = name === undefined ? '' : decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
    const target = Object.hasOwn(definitions, key) ? definitions[key] : undefined;
    at = isObject(target) ? { ...target, ...beside } : undefined;
  }
  return undefined;
}

/** The schema with the members of its allOf laid together, for questions such as "which type". */
export function flattened(schema: unknown, definitions: Definitions, depth = 0): SchemaObject {
  const own = deref(schema, definitions);
  if (own === undefined || depth > longestChain) return {};
  if (!Array.isArray(own.allOf)) return own;
  const { allOf, ...rest } = own;
  const parts = [...allOf.map((part) => flattened(part, definitions, depth + 1)), rest];
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
  const required = parts.flatMap((part) => (Array.isArray(part.required) ? part.required : []));
  return Object.assign({}, ...parts, { properties, required });
}
