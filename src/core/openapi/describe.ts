import { booleanAt, isObject, objectAt, optionalText, own, plainRecord, textAt, texts } from '../json/value.ts';
import { keysOfSchemes } from './declaredSecrets.ts';
import type {
  MediaContent,
  OperationBody,
  OperationDetail,
  OperationResponse,
  PropertyEncoding,
  ResponseHeader,
} from './definition.ts';
import { definitionFaults } from './faults.ts';
import { findOperation, type PlacedOperation } from './operations.ts';
import { collectionStyle, inlineSchema, readContents, readParameters } from './parameters.ts';
import { type FoundParameter, mergedParameters } from './paths.ts';
import { SchemaBundle } from './schemas.ts';
import { readSchemes } from './security.ts';
import { ownServers, readServers } from './servers.ts';
import { child, openSource, type Place, quietSource, type RemoteOptions, type Source } from './source.ts';
import { checkExpansion } from './weight.ts';

/**
 * One operation with everything that is needed to show it, call it and check the answer. Follows only the references
 * of that operation; schemas that refer to themselves stay references into `definitions`.
 * @param key as in OperationSummary, for example `GET /pets/{id}`
 * @throws Fault DEFINITION_OPERATION_UNKNOWN, DEFINITION_TOO_LARGE where what it shares would be too long written out
 */
export function describeOperation(document: unknown, key: string, options: RemoteOptions = {}): OperationDetail {
  const source = openSource(document, options);
  // The import has reported the problems of other operations and of the schemes; the list here is this operation's.
  const quiet = quietSource(source);
  const found = findOperation(quiet, key);
  if (!found) throw unknownOperation(key);
  const { summary, place, item } = found;
  const bundle = new SchemaBundle(source);
  const parameters = mergedParameters(source, item, place);
  const body = readBody(source, bundle, place, parameters);
  const detail: OperationDetail = {
    ...summary,
    ...describedWords(found),
    parameters: readParameters(source, bundle, summary.path, parameters),
    ...(body && { requestBody: body }),
    responses: readResponses(source, bundle, place),
    ...effectiveServers(source, found),
    anonymous: isAnonymous(found),
    definitions: bundle.definitions(),
    ...apiKeysOf(quiet),
    problems: [...source.problems.list],
  };
  checkExpansion(detail, 0);
  return detail;
}

function describedWords({ place, item }: PlacedOperation): Pick<OperationDetail, 'description' | 'externalDocs'> {
  const docs = objectAt(place.value, 'externalDocs');
  const url = textAt(docs, 'url');
  return {
    ...optionalText(item.value, 'description', 'description'),
    ...optionalText(place.value, 'description', 'description'),
    ...(url !== undefined && { externalDocs: { url, ...optionalText(docs, 'description', 'description') } }),
  };
}

/** A key that a person types by hand is a secret, whatever it is called. */
function apiKeysOf(source: Source): Pick<OperationDetail, 'apiKeys'> {
  const apiKeys = keysOfSchemes([...readSchemes(source).values()]);
  return apiKeys.length > 0 ? { apiKeys } : {};
}

/** The operation's own servers, else its path's, else the definition's. */
function effectiveServers(
  source: Source,
  { place, item }: PlacedOperation,
): Pick<OperationDetail, 'servers' | 'ownServers'> {
  for (const holder of [place, item]) {
    const servers = ownServers(source, holder);
    if (servers.length > 0) return { servers, ownServers: true };
  }
  return { servers: readServers(source, source.document, ''), ownServers: false };
}

/** The operation's own word counts, and not what it inherits: a document may just be silent about security. */
function isAnonymous({ place, summary }: PlacedOperation): boolean {
  const isOwn = Array.isArray(own(place.value, 'security'));
  return isOwn && (summary.security ?? []).every((alternative) => alternative.length === 0);
}

function unknownOperation(key: string) {
  const message = `The definition has no operation “${key.slice(0, 200)}”.`;
  return definitionFaults.fault('DEFINITION_OPERATION_UNKNOWN', message, {
    todo: 'Choose one of the listed operations; it may have been removed by the last import.',
  });
}

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/** What an operation takes as its body, if anything. */
function readBody(
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

/** The answers that an operation describes, in the order of the document. */
function readResponses(source: Source, bundle: SchemaBundle, operation: Place): OperationResponse[] {
  const responses = source.references.at(operation, 'responses');
  if (!responses || !isObject(responses.value)) return [];
  return Object.keys(responses.value).flatMap((status) => {
    const place = status.startsWith('x-') ? undefined : source.references.at(responses, status);
    if (!place || !isObject(place.value)) return [];
    return {
      status: /^[1-5]xx$/i.test(status) ? status.toUpperCase() : status,
      description: textAt(place.value, 'description') ?? '',
      headers: readHeaders(source, bundle, place),
      contents:
        source.dialect === 'swagger2'
          ? oldContents(source, bundle, operation, place)
          : readContents(source, bundle, place),
    };
  });
}

function readHeaders(source: Source, bundle: SchemaBundle, response: Place): ResponseHeader[] {
  const headers = child(response, 'headers');
  if (!headers || !isObject(headers.value)) return [];
  return Object.keys(headers.value).flatMap((name) => {
    const place = source.references.at(headers, name);
    if (!place || !isObject(place.value) || !bundle.spend()) return [];
    const schema = child(place, 'schema');
    return {
      name,
      ...optionalText(place.value, 'description', 'description'),
      required: booleanAt(place.value, 'required') ?? false,
      ...(schema && { schema: bundle.convert(schema) }),
      ...(source.dialect === 'swagger2' && inlineSchema(bundle, place)),
    };
  });
}

/** Swagger 2.0: one schema for every media type that the operation or the document produces, an example for each. */
function oldContents(source: Source, bundle: SchemaBundle, operation: Place, response: Place): MediaContent[] {
  const schema = child(response, 'schema');
  const examples = own(response.value, 'examples');
  if (!schema && !isObject(examples)) return [];
  const specific = texts(own(operation.value, 'produces'));
  const produces = specific.length > 0 ? specific : texts(own(source.document, 'produces'));
  const types = produces.length > 0 ? produces : ['application/json'];
  const converted = schema && bundle.convert(schema);
  return types.map((mediaType) => {
    const example = own(examples, mediaType);
    return {
      mediaType,
      encoding: [],
      ...(converted !== undefined && { schema: converted }),
      ...(example !== undefined && { example }),
    };
  });
}
