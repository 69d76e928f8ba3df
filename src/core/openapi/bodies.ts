import { booleanAt, optionalText, own, plainRecord, texts } from './json.ts';
import { readContents } from './media.ts';
import type { MediaContent, OperationBody, PropertyEncoding } from './operation.ts';
import { inlineSchema } from './parameterDetails.ts';
import type { FoundParameter } from './parameters.ts';
import { child, type Place } from './references.ts';
import type { SchemaBundle } from './schemas.ts';
import type { Source } from './source.ts';
import { collectionStyle } from './styles.ts';

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/** What an operation takes as its body, if anything. */
export function readBody(
  source: Source,
  bundle: SchemaBundle,
  operation: Place,
  parameters: readonly FoundParameter[],
): OperationBody | undefined {
  if (source.dialect === 'swagger2') return swagger2Body(source, bundle, operation, parameters);
  const place = source.references.at(operation, 'requestBody');
  if (!place) return undefined;
  return {
    ...optionalText(place.value, 'description', 'description'),
    required: booleanAt(place.value, 'required') ?? false,
    contents: readContents(source, bundle, place),
  };
}

function swagger2Body(
  source: Source,
  bundle: SchemaBundle,
  operation: Place,
  parameters: readonly FoundParameter[],
): OperationBody | undefined {
  const specific = texts(own(operation.value, 'consumes'));
  const consumes = specific.length > 0 ? specific : texts(own(source.document, 'consumes'));
  const body = parameters.find((parameter) => parameter.in === 'body');
  if (body) return wholeBody(bundle, body, consumes);
  const fields = parameters.filter((parameter) => parameter.in === 'formData');
  return fields.length > 0 ? formBody(bundle, fields, consumes) : undefined;
}

function wholeBody(bundle: SchemaBundle, { place }: FoundParameter, consumes: readonly string[]): OperationBody {
  const schema = child(place, 'schema');
  const types = consumes.length > 0 ? consumes : ['application/json'];
  const converted = schema && bundle.convert(schema);
  return {
    ...optionalText(place.value, 'description', 'description'),
    required: booleanAt(place.value, 'required') ?? false,
    contents: types.map((mediaType) => ({
      mediaType,
      encoding: [],
      ...(converted !== undefined && { schema: converted }),
    })),
  };
}

function formBody(bundle: SchemaBundle, fields: readonly FoundParameter[], consumes: readonly string[]): OperationBody {
  const hasFile = fields.some((field) => own(field.place.value, 'type') === 'file');
  const named = consumes.filter((type) => formTypes.includes(type) && (!hasFile || type === 'multipart/form-data'));
  const types = named.length > 0 ? named : [hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded'];
  const required = fields.filter((field) => booleanAt(field.place.value, 'required'));
  const content: Omit<MediaContent, 'mediaType'> = {
    schema: {
      type: 'object',
      properties: plainRecord(fields.map((field) => [field.name, described(bundle, field)] as const)),
      ...(required.length > 0 && { required: required.map((field) => field.name) }),
    },
    encoding: fields.flatMap(listEncoding),
  };
  return { required: required.length > 0, contents: types.map((mediaType) => ({ mediaType, ...content })) };
}

function described(bundle: SchemaBundle, { place }: FoundParameter) {
  const { schema } = inlineSchema(bundle, place);
  return typeof schema === 'boolean'
    ? schema
    : { ...schema, ...optionalText(place.value, 'description', 'description') };
}

function listEncoding({ name, place }: FoundParameter): PropertyEncoding[] {
  const isList = own(place.value, 'type') === 'array';
  return isList ? [{ property: name, ...collectionStyle(place.value, 'query') }] : [];
}
