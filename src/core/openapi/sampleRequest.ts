import { z } from 'zod';
import { concreteType, isForm, isJsonLines, isTextual, octets, urlEncodedForm } from '../http/mediaType.ts';
import { isSecretName } from '../http/secretNames.ts';
import { isObject, own, texts } from '../json/value.ts';
import { fitsSchema } from '../jsonSchema/fits.ts';
import { type SampleOptions, sampleFromSchema } from '../jsonSchema/sample.ts';
import { type Definitions, flattenSchema, isBinary } from '../jsonSchema/schema.ts';
import { bestContent } from './bodyContent.ts';
import type { MediaContent, OperationDetail, OperationParameter, ParameterLocation } from './definition.ts';
import type { FormField } from './formBody.ts';
import { sampleBody } from './sampleBody.ts';

const json = z.json();

/** The value of a parameter to begin with. */
export interface SampledParameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly value: z.infer<typeof json>;
  readonly enabled: boolean;
}

/** A file to begin with; `data` is base64. */
interface SampledFile {
  readonly name: string;
  readonly mediaType: string;
  readonly data: string;
}

/** A body to begin with. */
export type SampledBody =
  | { kind: 'none' }
  | { kind: 'text'; mediaType: string; text: string }
  | ({ kind: 'file' } & SampledFile)
  | { kind: 'form'; mediaType: string; fields: FormField[] };

/** What an operation is called with to begin with: examples or values that its schemas take, of what must be there, and a sample body. */
export function sampleRequest(detail: OperationDetail): { parameters: SampledParameter[]; body: SampledBody } {
  const content = bestContent(detail.requestBody?.contents ?? [], detail.definitions);
  return {
    parameters: detail.parameters.flatMap((parameter) => initialValue(parameter, detail)),
    body: content === undefined ? { kind: 'none' } : bodyFor(content, detail.definitions),
  };
}

/** A required parameter starts with its example or default, or a value that its schema takes; an optional one is not sent until it is chosen. */
function initialValue(parameter: OperationParameter, detail: OperationDetail): SampledParameter[] {
  if (!parameter.required) return [];
  const { name, in: place, schema } = parameter;
  const stated = [parameter.example, parameter.default].filter((each) => each !== undefined);
  const examples = isCredential(parameter) ? [...stated, `<${name}>`] : stated;
  const given = asOneText(sampleFromSchema(schema, detail.definitions, { ...request, examples }), schema, detail);
  const value = json.safeParse(isNothing(given) ? 'text' : given);
  return [{ name, in: place, value: value.success ? value.data : '', enabled: true }];
}

/** Of a number or a text (`oneOf`), `1` may be both once it is written: a text that is no number is one of them. */
function asOneText(value: unknown, schema: unknown, { definitions }: OperationDetail): unknown {
  if (typeof value === 'string' || isObject(value) || Array.isArray(value)) return value;
  if (!fitsSchema(String(value), schema, definitions)) return value;
  const text = sampleFromSchema({ allOf: [schema], type: 'string' }, definitions, request);
  return typeof text === 'string' && fitsSchema(text, schema, definitions) ? text : value;
}

/** What a schema without words gives stands for nothing in a path or a query. */
const isNothing = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;

/** A secret is nothing to make up: a blank to fill in, where it may be one. */
const isCredential = ({ name, schema }: OperationParameter): boolean =>
  isSecretName(name) || (typeof schema === 'object' && schema.format === 'password');

/** What a person sees near the top is worth a sample; what is deep down only where it must be there. */
const request: SampleOptions = { direction: 'request', properties: 'near' };

type Form = Extract<SampledBody, { kind: 'form' }>;

/** A body of the media type to begin with: its example, or a sample of its schema. */
export function bodyFor(content: MediaContent, definitions: Definitions): SampledBody {
  const mediaType = concreteType(content.mediaType);
  if (isForm(mediaType)) return formBody(mediaType, content, definitions);
  if (isFile(mediaType)) return { kind: 'file', ...sampleFile(mediaType) };
  return { kind: 'text', mediaType, text: sampleBody({ ...content, mediaType }, definitions, request) };
}

/** Whether a body of this type is bytes that nobody writes by hand. */
export const isFile = (mediaType: string): boolean => !isTextual(mediaType) && !isJsonLines(mediaType);

/** A file to begin with, so that a request for one can be tried at once. */
const sampleFile = (mediaType: string) => ({ name: 'sample.txt', mediaType, data: btoa('sample') });

/** Every field that the form knows; sent is what must be there, in the first choice that the form gives. */
function formBody(mediaType: string, content: MediaContent, definitions: Definitions): Form {
  const { schema = true, example, encoding } = content;
  const examples = isObject(example) ? [example] : [];
  const least: SampleOptions = { direction: 'request', properties: 'required' };
  const sent = sampleFromSchema(schema, definitions, { ...least, examples });
  const flat = flattenSchema(schema, definitions);
  const known = sampleFromSchema(schema, definitions, { direction: 'request', properties: 'all' });
  const required = texts(flat.required);
  const values = { ...(isObject(known) && known), ...(isObject(sent) && sent) };
  // An object without members is no pair of a form, so a field that must be there would be missing.
  for (const [name, value] of Object.entries(values))
    if (isNothing(value)) values[name] = sampleFromSchema(own(flat.properties, name), definitions, least);
  const hasChoice = ['oneOf', 'anyOf', 'minProperties'].some((word) => flat[word] !== undefined);
  const fields = Object.entries(values).map(([name, value]) => {
    const enabled = examples.length > 0 || hasChoice ? own(sent, name) !== undefined : required.includes(name);
    const type = encoding
      .find((each) => each.property === name)
      ?.contentType?.split(',')[0]
      ?.trim();
    const isBytes = mediaType !== urlEncodedForm && isBinary(own(flat.properties, name), definitions);
    if (!isBytes) return { name, value: scalarText(value), enabled };
    return { name, value: '', enabled, ...(enabled && { file: sampleFile(concreteType(type ?? octets)) }) };
  });
  return { kind: 'form', mediaType, fields };
}

const scalarText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
