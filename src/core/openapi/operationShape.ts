import { z } from 'zod';
import type { OperationDetail } from './definition.ts';

/** What a request depends on in an operation, short enough to be kept with it: schemas are told apart by their digests. */
export const operationShape = z.object({
  /** By `name (place)`. */
  parameters: z.record(z.string(), z.object({ required: z.boolean(), schema: z.string() })),
  /** Digests of the schemas by media type; null where it takes no body. */
  body: z.object({ required: z.boolean(), contents: z.record(z.string(), z.string()) }).nullable(),
  /** Digests of what is answered, by status. */
  responses: z.record(z.string(), z.string()),
  security: z.string(),
  deprecated: z.boolean(),
});
export type OperationShape = z.infer<typeof operationShape>;

type Shaped = Pick<
  OperationDetail,
  'parameters' | 'requestBody' | 'responses' | 'security' | 'deprecated' | 'definitions'
>;

/** The shape of an operation as it is described now. Texts for people do not count. */
export function shapeOf({
  parameters,
  requestBody,
  responses,
  security,
  deprecated,
  definitions,
}: Shaped): OperationShape {
  const digestOf = (value: unknown) => digest(withReferred(value, definitions));
  return {
    parameters: Object.fromEntries(
      parameters.map(({ name, in: place, required, schema, style, explode, mediaType }) => [
        `${name} (${place})`,
        { required, schema: digestOf([schema, style, explode, mediaType]) },
      ]),
    ),
    body: requestBody
      ? {
          required: requestBody.required,
          contents: Object.fromEntries(
            requestBody.contents.map(({ mediaType, schema, encoding }) => [mediaType, digestOf([schema, encoding])]),
          ),
        }
      : null,
    responses: Object.fromEntries(
      responses.map(({ status, contents }) => [
        status,
        digestOf(contents.map(({ mediaType, schema }) => [mediaType, schema])),
      ]),
    ),
    security: digest(security),
    deprecated: deprecated === true,
  };
}

/** What is another in an operation now, a sentence each; nothing where a request of before is as good as it was. */
export function shapeChanges(before: OperationShape, now: OperationShape): string[] {
  return [
    ...parameterChanges(before.parameters, now.parameters),
    ...bodyChanges(before.body, now.body),
    ...setChanges('The response', before.responses, now.responses),
    ...(before.security === now.security ? [] : ['What it needs to authenticate has changed.']),
    ...(now.deprecated && !before.deprecated ? ['It is deprecated now.'] : []),
  ];
}

function parameterChanges(before: OperationShape['parameters'], now: OperationShape['parameters']): string[] {
  const gone = Object.keys(before).filter((name) => !(name in now));
  return [
    ...gone.map((name) => `The parameter ${name} is gone.`),
    ...Object.entries(now).flatMap(([name, { required, schema }]) => {
      const old = before[name];
      if (old === undefined) return [`The parameter ${name} is new${required ? ' and needed' : ''}.`];
      if (required && !old.required) return [`The parameter ${name} is needed now.`];
      return schema === old.schema ? [] : [`The parameter ${name} takes other values.`];
    }),
  ];
}

function bodyChanges(before: OperationShape['body'], now: OperationShape['body']): string[] {
  if (before === null) return now === null ? [] : ['It takes a body now.'];
  if (now === null) return ['It takes no body any more.'];
  return [
    ...setChanges('The body', before.contents, now.contents),
    ...(now.required && !before.required ? ['The body is needed now.'] : []),
  ];
}

function setChanges(what: string, before: Record<string, string>, now: Record<string, string>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names.flatMap((name) => {
    if (!(name in now)) return [`${what} ${name} is gone.`];
    if (!(name in before)) return [`${what} ${name} is new.`];
    return before[name] === now[name] ? [] : [`${what} ${name} has another schema.`];
  });
}

/** A value with every definition that it refers to, directly or through others. */
function withReferred(value: unknown, definitions: OperationDetail['definitions']): unknown {
  const found = new Map<string, unknown>();
  const waiting = referredIn(value);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name) || !Object.hasOwn(definitions, name)) continue;
    const definition = definitions[name];
    found.set(name, definition);
    waiting.push(...referredIn(definition));
  }
  return found.size === 0 ? value : [value, Object.fromEntries(found)];
}

function referredIn(value: unknown): string[] {
  const names = JSON.stringify(value)?.matchAll(/"\$ref":"#\/\$defs\/((?:[^"\\]|\\.)*)"/g) ?? [];
  return [...names].map(([, name = '']) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const prose = new Set(['description', 'title', 'summary', 'example', 'examples', '$comment', 'externalDocs']);

/** JSON with its keys in order and without texts for people. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) => {
      if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
      const entries = Object.entries(each).filter(([name, inner]) => !(prose.has(name) && typeof inner === 'string'));
      return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? ''
  );
}

/** Two 32-bit hashes (FNV-1a over the code units, from both ends): they tell a change, and hide nothing. */
function digest(value: unknown): string {
  const text = canonical(value);
  let [forward, backward] = [0x811c9dc5, 0x811c9dc5];
  for (let at = 0; at < text.length; at += 1) {
    forward = Math.imul(forward ^ text.charCodeAt(at), 0x01000193);
    backward = Math.imul(backward ^ text.charCodeAt(text.length - 1 - at), 0x01000193);
  }
  return [forward, backward].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
}
