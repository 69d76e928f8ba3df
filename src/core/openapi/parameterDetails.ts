import type { JsonSchema } from '../jsonSchema/schema.ts';
import { booleanAt, isObject, optionalText, own, plainRecord } from './json.ts';
import { readContents, readExample } from './media.ts';
import { type OperationParameter, type ParameterLocation, parameterLocation } from './operation.ts';
import { type FoundParameter, templateNames } from './parameters.ts';
import { child, type Place } from './references.ts';
import type { SchemaBundle } from './schemas.ts';
import type { Source } from './source.ts';
import { collectionStyle, readStyle } from './styles.ts';

/** Headers that the console writes itself; OpenAPI ignores them as parameters (Parameter Object, `name`). */
const ownHeaders = new Set(['accept', 'content-type', 'authorization']);

/** The parameters of an operation, ready to ask for and to write. Names in the path that nobody describes are added. */
export function readParameters(
  source: Source,
  bundle: SchemaBundle,
  path: string,
  found: readonly FoundParameter[],
): OperationParameter[] {
  const parameters = found.flatMap((parameter) => {
    const where = parameterLocation.safeParse(parameter.in);
    if (!where.success || (where.data === 'header' && ownHeaders.has(parameter.name.toLowerCase()))) return [];
    return readParameter(source, bundle, parameter, where.data);
  });
  const described = new Set(parameters.filter((each) => each.in === 'path').map((each) => each.name));
  const missing = [...templateNames(path)].filter((name) => !described.has(name));
  return [...parameters, ...missing.map(undescribed)];
}

function readParameter(
  source: Source,
  bundle: SchemaBundle,
  { name, place }: FoundParameter,
  where: ParameterLocation,
): OperationParameter {
  const { value } = place;
  const described =
    source.dialect === 'swagger2' ? inlineSchema(bundle, place) : describedSchema(source, bundle, place);
  return {
    name,
    in: where,
    required: where === 'path' || (booleanAt(value, 'required') ?? false),
    deprecated: booleanAt(value, 'deprecated') ?? false,
    ...optionalText(value, 'description', 'description'),
    ...(source.dialect === 'swagger2' ? collectionStyle(value, where) : readStyle(value, where)),
    allowReserved: booleanAt(value, 'allowReserved') ?? false,
    allowEmptyValue: booleanAt(value, 'allowEmptyValue') ?? false,
    ...described,
    ...defaultOf(described.schema),
    ...readExample(source, place),
  };
}

type Described = Pick<OperationParameter, 'schema' | 'mediaType' | 'example'>;

function describedSchema(source: Source, bundle: SchemaBundle, place: Place): Described {
  const schema = child(place, 'schema');
  if (schema) return { schema: bundle.convert(schema) };
  const [content] = readContents(source, bundle, place);
  if (!content) return { schema: {} };
  const { mediaType, schema: inner = {}, example } = content;
  return { mediaType, schema: inner, ...(example !== undefined && { example }) };
}

const notSchemaWords = new Set([
  'name',
  'in',
  'required',
  'description',
  'collectionFormat',
  'allowEmptyValue',
  'schema',
]);

/** Swagger 2.0 writes the words of the schema into the parameter or header itself. */
export function inlineSchema(bundle: SchemaBundle, place: Place): { schema: JsonSchema } {
  if (!isObject(place.value)) return { schema: {} };
  const words = Object.entries(place.value).filter(([key]) => !notSchemaWords.has(key));
  return { schema: bundle.convert({ ...place, value: plainRecord(words) }) };
}

function defaultOf(schema: JsonSchema): { default?: unknown } {
  const found = own(schema, 'default');
  return found === undefined ? {} : { default: found };
}

function undescribed(name: string): OperationParameter {
  return {
    name,
    in: 'path',
    required: true,
    deprecated: false,
    style: 'simple',
    explode: false,
    allowReserved: false,
    allowEmptyValue: false,
    schema: { type: 'string' },
  };
}
