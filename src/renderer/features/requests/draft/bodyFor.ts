import type { MediaContent } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { type Definitions, flattened, isObject } from '../schema/deref.ts';
import { sampleOf } from '../schema/sampleOf.ts';

type Body = RequestDraft['body'];
type Form = Extract<Body, { kind: 'form' }>;

/** True for the media types that are written as a form. */
export function isForm(mediaType: string): mediaType is Form['mediaType'] {
  return mediaType === 'application/x-www-form-urlencoded' || mediaType === 'multipart/form-data';
}

/** A body of the media type to begin with: its example, or a sample of its schema. */
export function bodyFor(content: MediaContent, definitions: Definitions): Body {
  const essence = content.mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (isForm(essence)) return formBody(essence, content, definitions);
  return { kind: 'text', mediaType: content.mediaType, text: sampleText(content, definitions) };
}

/** The sample as text; structured values as indented JSON. */
export function sampleText(content: MediaContent, definitions: Definitions): string {
  if (content.example !== undefined) return asText(content.example);
  if (content.schema === undefined) return '';
  return /json/i.test(content.mediaType) ? asText(sampleOf(content.schema, definitions)) : '';
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
}

function formBody(mediaType: Form['mediaType'], content: MediaContent, definitions: Definitions): Form {
  const schema = flattened(content.schema ?? {}, definitions);
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.entries(properties).map(([name, property]) => ({
    name,
    value: isBinary(property, definitions) ? '' : scalarText(sampleOf(property, definitions)),
    enabled: required.includes(name),
  }));
  return { kind: 'form', mediaType, fields };
}

function isBinary(property: unknown, definitions: Definitions): boolean {
  const schema = flattened(property, definitions);
  return schema.format === 'binary' || schema.contentMediaType !== undefined;
}

const scalarText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
