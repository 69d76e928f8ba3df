import { booleanAt, isObject, optionalText, own, textAt, texts } from './json.ts';
import { readContents } from './media.ts';
import type { MediaContent, OperationResponse, ResponseHeader } from './operation.ts';
import { inlineSchema } from './parameterDetails.ts';
import { child, type Place } from './references.ts';
import type { SchemaBundle } from './schemas.ts';
import type { Source } from './source.ts';

/** The answers that an operation describes, in the order of the document. */
export function readResponses(source: Source, bundle: SchemaBundle, operation: Place): OperationResponse[] {
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
