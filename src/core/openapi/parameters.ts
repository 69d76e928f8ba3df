import { essence } from '../http/mediaType.ts';
import { arrayAt, booleanAt, isObject, optionalText, own, plainRecord, textAt } from '../json/value.ts';
import type { JsonSchema } from '../jsonSchema/schema.ts';
import {
  type MediaContent,
  type OperationParameter,
  type ParameterLocation,
  type ParameterStyle,
  type PropertyEncoding,
  parameterLocation,
  parameterStyle,
} from './definition.ts';
import { type FoundParameter, templateNames } from './paths.ts';
import type { SchemaBundle } from './schemas.ts';
import { asText } from './serialise.ts';
import { child, type Place, type Source } from './source.ts';

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

type Described = Pick<OperationParameter, 'schema' | 'mediaType' | 'encoding' | 'example'>;

function describedSchema(source: Source, bundle: SchemaBundle, place: Place): Described {
  const schema = child(place, 'schema');
  if (schema) return { schema: bundle.convert(schema) };
  const [content] = readContents(source, bundle, place);
  if (!content) return { schema: {} };
  const { mediaType, schema: inner = {}, example, encoding } = content;
  const isForm = own(place.value, 'in') === 'querystring' && encoding.length > 0;
  return { mediaType, schema: inner, ...(isForm && { encoding }), ...(example !== undefined && { example }) };
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

/** The entries of a `content` map. */
export function readContents(source: Source, bundle: SchemaBundle, holder: Place): MediaContent[] {
  const content = child(holder, 'content');
  if (!content || !isObject(content.value)) return [];
  return Object.keys(content.value).flatMap((mediaType) => {
    if (!bundle.spend()) return [];
    const place = source.references.at(content, mediaType);
    return place ? readContent(source, bundle, mediaType, place) : { mediaType, encoding: [] };
  });
}

function readContent(source: Source, bundle: SchemaBundle, mediaType: string, place: Place): MediaContent {
  const schema = child(place, 'schema');
  const itemSchema = child(place, 'itemSchema');
  return {
    mediaType,
    ...(schema && { schema: bundle.convert(schema) }),
    ...(itemSchema && { itemSchema: bundle.convert(itemSchema) }),
    encoding: readEncoding(source, bundle, place, mediaType),
    ...readExample(source, place),
    ...readNamedExamples(source, place),
  };
}

/** `example`, or the first of `examples` that has a value in the document. */
function readExample(source: Source, holder: Place): { example?: unknown } {
  const example = own(holder.value, 'example');
  if (example !== undefined) return { example };
  const [first] = namedExamples(source, holder);
  return first === undefined ? {} : { example: first.value };
}

/** More are not read. */
const mostExamples = 100;

function readNamedExamples(source: Source, holder: Place): Pick<MediaContent, 'examples'> {
  const examples = [...namedExamples(source, holder)].slice(0, mostExamples);
  return examples.length === 0 ? {} : { examples };
}

/** The members of `examples` that have a value in the document. */
function* namedExamples(source: Source, holder: Place): Generator<{ name: string; value: unknown }> {
  const examples = child(holder, 'examples');
  if (!examples || !isObject(examples.value)) return;
  for (const name of Object.keys(examples.value)) {
    const place = source.references.at(examples, name);
    const value = own(place?.value, 'value') ?? own(place?.value, 'dataValue');
    if (value !== undefined) yield { name, value };
  }
}

function readEncoding(source: Source, bundle: SchemaBundle, holder: Place, mediaType: string): PropertyEncoding[] {
  const encoding = child(holder, 'encoding');
  if (!encoding || !isObject(encoding.value)) return [];
  const isMultipart = essence(mediaType).startsWith('multipart/');
  // 3.0 knows styles in url-encoded forms alone; 3.1 and later in multipart/form-data too.
  const isStyled = !isMultipart || !/^3\.0/.test(textAt(source.document, 'openapi') ?? '');
  return Object.keys(encoding.value).flatMap((property) => {
    const place = source.references.at(encoding, property);
    if (!place || !isObject(place.value)) return [];
    const headers = isMultipart ? readPartHeaders(source, bundle, place) : [];
    return [{ property, ...encodingWords(place.value, isStyled), ...(headers.length > 0 && { headers }) }];
  });
}

function encodingWords(value: unknown, isStyled: boolean): Omit<PropertyEncoding, 'property'> {
  const contentType = textAt(value, 'contentType');
  const type = contentType !== undefined && { contentType };
  if (!isStyled) return { ...type };
  const style = parameterStyle.safeParse(own(value, 'style'));
  const explode = booleanAt(value, 'explode');
  const allowReserved = booleanAt(value, 'allowReserved');
  return {
    ...type,
    ...(style.success && { style: style.data }),
    ...(explode !== undefined && { explode }),
    ...(allowReserved !== undefined && { allowReserved }),
  };
}

/** The headers of a part that the definition gives a value; its Content-Type is said elsewhere. */
function readPartHeaders(source: Source, bundle: SchemaBundle, encoding: Place): { name: string; value: string }[] {
  const headers = child(encoding, 'headers');
  if (!headers || !isObject(headers.value)) return [];
  return Object.keys(headers.value).flatMap((name) => {
    const place = source.references.at(headers, name);
    if (!place || /^content-type$/i.test(name) || !bundle.spend()) return [];
    const schema = child(place, 'schema');
    const said = schema && source.references.resolve(schema)?.value;
    const words = ['const', 'default', 'example'].map((word) => own(said, word));
    const value =
      readExample(source, place).example ?? words.find((word) => word !== undefined) ?? arrayAt(said, 'enum')[0];
    return value === undefined ? [] : [{ name, value: asText(value) }];
  });
}
