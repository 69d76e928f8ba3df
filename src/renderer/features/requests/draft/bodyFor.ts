import type { MediaContent } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { essence, isForm } from '#core/http/mediaType.ts';
import { isObject } from '#core/json/value.ts';
import { type SampleOptions, sampleFromSchema } from '#core/jsonSchema/sample.ts';
import { type Definitions, flattenSchema } from '#core/jsonSchema/schema.ts';
import { sampleBody } from '#core/openapi/sampleBody.ts';

type Body = RequestDraft['body'];
type Form = Extract<Body, { kind: 'form' }>;

const request: SampleOptions = { direction: 'request', properties: 'near' };

/** A body of the media type to begin with: its example, or a sample of its schema. */
export function bodyFor(content: MediaContent, definitions: Definitions): Body {
  const type = essence(content.mediaType);
  if (isForm(type)) return formBody(type, content, definitions);
  return { kind: 'text', mediaType: content.mediaType, text: sampleText(content, definitions) };
}

/** The sample as text; structured values as indented JSON. */
export function sampleText(content: MediaContent, definitions: Definitions): string {
  return sampleBody(content, definitions, request);
}

function formBody(mediaType: Form['mediaType'], content: MediaContent, definitions: Definitions): Form {
  const schema = flattenSchema(content.schema, definitions);
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.entries(properties).map(([name, property]) => ({
    name,
    value: isBinary(property, definitions) ? '' : scalarText(sampleFromSchema(property, definitions, request)),
    enabled: required.includes(name),
  }));
  return { kind: 'form', mediaType, fields };
}

function isBinary(property: unknown, definitions: Definitions): boolean {
  const schema = flattenSchema(property, definitions);
  return schema.format === 'binary' || schema.contentMediaType !== undefined;
}

const scalarText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
