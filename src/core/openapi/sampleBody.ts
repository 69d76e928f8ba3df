import type { JsonSchema } from '../jsonSchema/schema.ts';
import { essence } from './encodeBody.ts';
import type { MediaContent } from './operation.ts';
import { resolverOf, type SampleOptions, sampleFromSchema } from './sample.ts';
import { asText } from './styled.ts';
import { writeXml } from './xml.ts';

/**
 * The text to begin a body with: the example where there is one, else made from the schema. Forms are written as a
 * JSON object of their fields, which `encodeBody` takes; XML as XML.
 */
export function sampleBody(
  { mediaType, schema, example }: MediaContent,
  definitions: Record<string, JsonSchema>,
  options: SampleOptions = {},
): string {
  const type = essence(mediaType);
  if (typeof example === 'string' && !isStructured(type)) return example;
  if (schema === undefined && example === undefined) return '';
  const resolve = resolverOf(definitions);
  const value = example ?? sampleFromSchema(schema ?? true, resolve, options);
  if (type.endsWith('/xml') || type.endsWith('+xml')) return writeXml(schema ?? true, value, resolve);
  return type.startsWith('text/') && !isStructured(type) ? asText(value) : JSON.stringify(value, null, 2);
}

/** Media types whose text in the editor is JSON. */
function isStructured(type: string): boolean {
  return type.includes('json') || type.startsWith('multipart/') || type.endsWith('urlencoded');
}
