import { booleanAt, isObject, kindOf, optionalText, own, plainRecord, textAt } from '../json/value.ts';
import type { JsonSchema } from '../jsonSchema/schema.ts';
import { readContents, readExample } from './media.ts';
import {
  type OperationParameter,
  type ParameterLocation,
  type ParameterStyle,
  parameterLocation,
  parameterStyle,
} from './operation.ts';
import { child, type Place, shown } from './references.ts';
import type { SchemaBundle } from './schemas.ts';
import type { Source } from './source.ts';

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

/** A parameter as the document has it, its reference followed. */
export interface FoundParameter {
  name: string;
  in: string;
  place: Place;
}

const locations: Record<Source['dialect'], ReadonlySet<string>> = {
  swagger2: new Set(['path', 'query', 'header', 'body', 'formData']),
  openapi3: new Set(['path', 'query', 'querystring', 'header', 'cookie']),
};

/** The parameters that count for an operation: those of its path item, replaced by its own of the same name and place. */
export function mergedParameters(source: Source, item: Place, operation: Place): FoundParameter[] {
  const merged = new Map<string, FoundParameter>();
  for (const holder of [item, operation]) {
    const seen = new Set<string>();
    for (const parameter of parametersOf(source, holder)) {
      const id = `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`;
      if (seen.has(id)) addDuplicate(source, parameter, holder);
      seen.add(id);
      merged.set(id, parameter);
    }
  }
  return [...merged.values()];
}

/** Reports where the path's template and the path parameters do not fit each other. */
export function checkPathParameters(
  source: Source,
  path: string,
  operation: Place,
  parameters: readonly FoundParameter[],
): void {
  const declared = new Set(
    parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name),
  );
  const used = templateNames(path);
  for (const name of used) {
    if (declared.has(name)) continue;
    const message = `The path has “{${name}}”, which no parameter describes; it is taken as required text.`;
    source.problems.add('PATH_PARAMETER_UNDECLARED', 'warning', shown(operation), message);
  }
  for (const name of declared) {
    if (used.has(name)) continue;
    const message = `The path parameter “${name}” does not occur in “${path}”.`;
    source.problems.add('PATH_PARAMETER_UNUSED', 'warning', shown(operation), message);
  }
}

/** Names in braces in a path template. */
function templateNames(path: string): Set<string> {
  if (!path.includes('{')) return new Set();
  return new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name));
}

function* parametersOf(source: Source, holder: Place): Generator<FoundParameter> {
  const list = child(holder, 'parameters');
  if (!list) return;
  if (!Array.isArray(list.value)) {
    const message = `Parameters must be a list, not ${kindOf(list.value)}; they are left out.`;
    source.problems.add('WRONG_TYPE', 'error', shown(list), message);
    return;
  }
  for (let index = 0; index < list.value.length; index += 1) {
    const place = source.references.at(list, index);
    const parameter = place && findParameter(source, place);
    if (parameter) yield parameter;
  }
}

function findParameter(source: Source, place: Place): FoundParameter | undefined {
  const name = textAt(place.value, 'name');
  const where = textAt(place.value, 'in');
  if (isObject(place.value) && name !== undefined && where !== undefined && locations[source.dialect].has(where)) {
    return { name, in: where, place };
  }
  const message = 'The parameter has no name, or no place that OpenAPI knows; it is left out.';
  source.problems.add('PARAMETER_INVALID', 'error', shown(place), message);
  return undefined;
}

function addDuplicate(source: Source, parameter: FoundParameter, holder: Place): void {
  const message = `The ${parameter.in} parameter “${parameter.name}” is there twice; the last one counts.`;
  source.problems.add('PARAMETER_DUPLICATE', 'warning', `${shown(holder)}/parameters`, message);
}

interface WritingStyle {
  style: ParameterStyle;
  explode: boolean;
}

const defaults: Record<ParameterLocation, ParameterStyle> = {
  path: 'simple',
  query: 'form',
  querystring: 'form',
  header: 'simple',
  cookie: 'form',
};

const allowed: Record<ParameterLocation, readonly ParameterStyle[]> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  querystring: ['form'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
};

/** How a parameter is written, with the defaults of its place; a style that does not fit its place is not used. */
function readStyle(parameter: unknown, where: ParameterLocation): WritingStyle {
  const wanted = parameterStyle.safeParse(textAt(parameter, 'style'));
  const style = wanted.success && allowed[where].includes(wanted.data) ? wanted.data : defaults[where];
  return { style, explode: booleanAt(parameter, 'explode') ?? (style === 'form' || style === 'cookie') };
}

const collectionStyles = new Map<string, WritingStyle>([
  ['ssv', { style: 'spaceDelimited', explode: false }],
  ['tsv', { style: 'tabDelimited', explode: false }],
  ['pipes', { style: 'pipeDelimited', explode: false }],
  ['multi', { style: 'form', explode: true }],
]);

/** Swagger 2.0's `collectionFormat` in the words of OpenAPI 3. `multi` is for query and form only. */
export function collectionStyle(parameter: unknown, where: ParameterLocation): WritingStyle {
  const format = textAt(parameter, 'collectionFormat') ?? 'csv';
  const style = collectionStyles.get(format);
  if (!style || (format === 'multi' && where !== 'query')) return { style: defaults[where], explode: false };
  return style;
}
