import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import OpenAPIResponseValidator from 'openapi-response-validator';
import { z } from 'zod';
import type { OperationDetail } from '#contract/openapi.ts';
import { mask } from '#core/http/secretJudge.ts';
import { isObject, type JsonObject, objectAt } from '#core/json/value.ts';
import type { Received } from './roundTrip.ts';

const validator = z.custom<typeof OpenAPIResponseValidator>((value) => typeof value === 'function');
/** A package in CommonJS, whose class is below one `default` or two. */
const ResponseValidator = validator.parse(
  Reflect.get(Object(OpenAPIResponseValidator), 'default') ?? OpenAPIResponseValidator,
);

/** Characters of a document whose answers are also judged by the slower of the two, which takes it apart anew for each. */
const longestTwice = 1_500_000;
/** So many operations of one definition are. */
const mostSlow = 8;

/**
 * Judges bodies of answers by the document itself, past all of our own reading: by Ajv, and of some operations by
 * openapi-response-validator as well. Says what is wrong.
 */
export function answerJudge(document: JsonObject): (detail: OperationDetail, received: Received) => string[] {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    logger: false,
    discriminator: false,
    allErrors: false,
    inlineRefs: false,
  });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'doc', ...Object(inNewWords(document)) });
  let slow = JSON.stringify(document).length > longestTwice ? mostSlow : 0;
  return (detail, { status, mediaType, body }) => {
    // What the console has masked is no longer what came.
    if (body === '' || body.includes(mask) || !/json/.test(mediaType) || status === null) return [];
    const place = schemaPlace(document, detail, status, mediaType);
    if (place === null) return [];
    const value: unknown = JSON.parse(body);
    const check = ajv.compile({ $ref: `doc#${place.pointer}` });
    const direct = check(value) ? [] : [`ajv: ${ajv.errorsText(check.errors).slice(0, 300)}`];
    slow += 1;
    return [...direct, ...(slow > mostSlow ? [] : bySecond(document, place.schema, status, value))];
  };
}

function bySecond(document: JsonObject, schema: JsonObject, status: number, value: unknown): string[] {
  const responses = { [status]: { schema: Object(inNewWords(schema)) } };
  const { components, definitions } = Object(inNewWords(document));
  const second = new ResponseValidator({ responses, ...Object({ components, definitions }) });
  const verdict = second.validateResponse(String(status), value);
  return verdict === undefined ? [] : [`second: ${JSON.stringify(verdict).slice(0, 300)}`];
}

/** Where the schema of an answer stands, found by the operation's own place and nothing of ours. */
function schemaPlace(document: JsonObject, { method, path }: OperationDetail, status: number, mediaType: string) {
  const token = (text: string) => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
  const operation = objectAt(objectAt(objectAt(document, 'paths'), path), method.toLowerCase());
  const responses = objectAt(operation, 'responses') ?? {};
  const name = [String(status), `${String(status).slice(0, 1)}XX`, 'default'].find((each) => each in responses);
  const response = name === undefined ? undefined : objectAt(responses, name);
  const base = `/paths/${token(path)}/${method.toLowerCase()}/responses/${name}`;
  const own = objectAt(response, 'schema');
  if (own) return { pointer: `${base}/schema`, schema: own };
  const content = objectAt(response, 'content') ?? {};
  const type = Object.keys(content).find((each) => each.startsWith(mediaType)) ?? '*/*';
  const schema = objectAt(objectAt(content, type), 'schema');
  return schema ? { pointer: `${base}/content/${token(type)}/schema`, schema } : null;
}

/** The words of OpenAPI 3.0 that JSON Schema 2020-12 has not, in its own: `nullable`, bounds that are true or false, and lists of items. */
function inNewWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inNewWords);
  if (!isObject(value)) return value;
  const { nullable, items, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, inNewWords(each)]),
  );
  if (typeof rest.exclusiveMinimum === 'boolean') delete rest.exclusiveMinimum;
  if (typeof rest.exclusiveMaximum === 'boolean') delete rest.exclusiveMaximum;
  const whole = items === undefined ? rest : { ...rest, [Array.isArray(items) ? 'prefixItems' : 'items']: items };
  return nullable === true ? { anyOf: [whole, { type: 'null' }] } : whole;
}
