import { arrayAt, isObject, type JsonObject, lastToken, objectAt, own, textAt } from '../json/value.ts';
import { fitsSchema } from './fits.ts';
import { type Definitions, flattenSchema, resolveSchema } from './schema.ts';

/**
 * A sample whose discriminator says which schema it is of: the name that the mapping gives that schema, else its own
 * (OpenAPI 3.2, Discriminator Object). What the schema fixes or shows itself stays.
 * @param chosen the schema that the sample was made of, by reference, or the branch that was chosen of a `oneOf` or `anyOf`
 * @param holder the schema as it was flattened, which says what the discriminator is
 */
export function withDiscriminator(
  value: unknown,
  chosen: unknown,
  holder: JsonObject,
  definitions: Definitions,
): unknown {
  if (!isObject(value)) return value;
  const discriminator = objectAt(holder, 'discriminator');
  const property = textAt(discriminator, 'propertyName');
  const name = nameOf(chosen, definitions);
  if (property === undefined || name === undefined) return value;
  const flat = flattenSchema(chosen, definitions);
  const isShown = ['const', 'example', 'default', 'examples'].some((word) => own(flat, word) !== undefined);
  const schema = flattenSchema(own(objectAt(flat, 'properties'), property), definitions);
  const wanted = [mappedName(discriminator, name), ...heirNames(chosen, definitions)].find((each) =>
    fitsSchema(each, schema, definitions),
  );
  if (isShown || own(schema, 'const') !== undefined || wanted === undefined) return value;
  return { ...value, [property]: wanted };
}

/** A schema that has the discriminator itself, and no choice, stands for the heirs that its mapping names. */
function heirNames(chosen: unknown, definitions: Definitions): string[] {
  const { schema } = resolveSchema(chosen, definitions);
  if (typeof own(chosen, '$ref') !== 'string' || schema.oneOf !== undefined || schema.anyOf !== undefined) return [];
  return Object.keys(objectAt(objectAt(schema, 'discriminator'), 'mapping') ?? {});
}

/** Of a reference its name, and of a choice that is laid over other words that of its only reference. */
function nameOf(chosen: unknown, definitions: Definitions): string | undefined {
  const [only, ...others] = arrayAt(chosen, 'allOf');
  const reference = own(chosen, '$ref') ?? (others.length === 0 ? own(only, '$ref') : undefined);
  return typeof reference === 'string'
    ? (resolveSchema({ $ref: reference }, definitions).name ?? undefined)
    : undefined;
}

/** Mappings name a schema, or say where it is. */
function mappedName(discriminator: unknown, name: string): string {
  const entries = Object.entries(objectAt(discriminator, 'mapping') ?? {});
  const found = entries.find(([, target]) => typeof target === 'string' && [target, lastToken(target)].includes(name));
  return found?.[0] ?? name;
}
