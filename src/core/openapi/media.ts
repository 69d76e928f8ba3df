import { booleanAt, isObject, own, textAt } from '../json/value.ts';
import { type MediaContent, type PropertyEncoding, parameterStyle } from './operation.ts';
import { child, type Place } from './references.ts';
import type { SchemaBundle } from './schemas.ts';
import type { Source } from './source.ts';

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
    encoding: readEncoding(source, place),
    ...readExample(source, place),
  };
}

/** `example`, or the first of `examples` that has a value in the document. */
export function readExample(source: Source, holder: Place): { example?: unknown } {
  const example = own(holder.value, 'example');
  if (example !== undefined) return { example };
  const examples = child(holder, 'examples');
  if (!examples || !isObject(examples.value)) return {};
  for (const name of Object.keys(examples.value)) {
    const place = source.references.at(examples, name);
    const value = own(place?.value, 'value') ?? own(place?.value, 'dataValue');
    if (value !== undefined) return { example: value };
  }
  return {};
}

function readEncoding(source: Source, holder: Place): PropertyEncoding[] {
  const encoding = child(holder, 'encoding');
  if (!encoding || !isObject(encoding.value)) return [];
  return Object.keys(encoding.value).flatMap((property) => {
    const value = source.references.at(encoding, property)?.value;
    return isObject(value) ? [{ property, ...encodingWords(value) }] : [];
  });
}

function encodingWords(value: unknown): Omit<PropertyEncoding, 'property'> {
  const contentType = textAt(value, 'contentType');
  const style = parameterStyle.safeParse(own(value, 'style'));
  const explode = booleanAt(value, 'explode');
  const allowReserved = booleanAt(value, 'allowReserved');
  return {
    ...(contentType !== undefined && { contentType }),
    ...(style.success && { style: style.data }),
    ...(explode !== undefined && { explode }),
    ...(allowReserved !== undefined && { allowReserved }),
  };
}
