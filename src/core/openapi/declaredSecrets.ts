import { type DeclaredSecrets, nothingDeclared } from '../http/secretJudge.ts';
import { elementName, type SecretPlace } from '../http/secretNames.ts';
import { arrayAt, booleanAt, isObject, objectAt, own, textAt } from '../json/value.ts';
import { type Definitions, resolveSchema } from '../jsonSchema/schema.ts';
import type { OperationDetail, SecurityScheme } from './definition.ts';

/** Where a key stands that a scheme, or the integration's own settings, describe. */
export interface DeclaredKey {
  readonly in: 'header' | 'query' | 'cookie';
  readonly name: string;
}

/** The keys of the schemes that have a place and a name. */
export function keysOfSchemes(schemes: readonly Pick<SecurityScheme, 'in' | 'parameterName'>[]): DeclaredKey[] {
  return schemes.flatMap(({ in: place, parameterName: name }) =>
    place === undefined || name === undefined ? [] : [{ in: place, name }],
  );
}

/** Schemas of a body that are looked at; what lies beyond is judged by its name alone. */
const mostSchemas = 5_000;

type Operation = Pick<OperationDetail, 'parameters' | 'requestBody' | 'definitions' | 'apiKeys'>;

/**
 * What the definition declares as secret: the keys of its schemes (`further` are those known elsewhere), parameters and members of
 * bodies whose schema has the format `password`, and texts that are written and never read (`writeOnly`).
 */
export function declaredSecrets(operation: Operation | null, further: readonly DeclaredKey[] = []): DeclaredSecrets {
  const declared: Record<SecretPlace, string[]> = {
    ...nothingDeclared,
    header: [],
    query: [],
    path: [],
    cookie: [],
    field: [],
  };
  for (const { in: place, name } of [...further, ...(operation?.apiKeys ?? [])])
    declared[place].push(name.toLowerCase());
  if (operation === null) return declared;
  const { definitions } = operation;
  for (const { in: place, name, schema } of operation.parameters)
    if (place === 'querystring') declared.query.push(...fieldNames([schema], definitions));
    else if (isDeclared(schema, definitions)) declared[place].push(name.toLowerCase());
  const contents = operation.requestBody?.contents ?? [];
  declared.field.push(
    ...fieldNames(
      contents.flatMap(({ schema, itemSchema }) => [schema, itemSchema]),
      definitions,
    ),
  );
  return declared;
}

function fieldNames(schemas: readonly unknown[], definitions: Definitions): string[] {
  const names = new Set<string>();
  const seen = new Set<unknown>();
  const waiting = [...schemas];
  while (waiting.length > 0 && seen.size < mostSchemas) {
    const given = waiting.pop();
    const { schema, name: target } = resolveSchema(given, definitions);
    const identity = target === null ? given : target;
    if (seen.has(identity)) continue;
    seen.add(identity);
    for (const [name, property] of Object.entries(objectAt(schema, 'properties') ?? {})) {
      if (isDeclared(property, definitions)) for (const each of namesOf(name, property)) names.add(each);
      waiting.push(property);
    }
    waiting.push(...below(schema));
  }
  return [...names];
}

const below = (schema: unknown): unknown[] => [
  ...['items', 'additionalProperties', 'not', 'if', 'then', 'else'].flatMap((key) => own(schema, key) ?? []),
  ...['allOf', 'anyOf', 'oneOf', 'prefixItems'].flatMap((key) => arrayAt(schema, key)),
];

/** The name in the body, that of one thing in a list of it, and the one that XML gives it. */
function namesOf(name: string, property: unknown): string[] {
  const xml = textAt(objectAt(property, 'xml'), 'name');
  return [name, elementName(name), ...(xml === undefined ? [] : [xml])].map((each) => each.toLowerCase());
}

function isDeclared(given: unknown, definitions: Definitions, depth = 0): boolean {
  const { schema } = resolveSchema(given, definitions);
  if (own(schema, 'format') === 'password' || isWrittenOnly(schema)) return true;
  if (depth > 4) return false;
  const members = [...below(schema).filter(isObject)].filter((each) => each !== own(schema, 'not'));
  return !('properties' in schema) && members.some((member) => isDeclared(member, definitions, depth + 1));
}

/** A choice, a date, an address or a file that is only written tells nothing. */
function isWrittenOnly(schema: unknown): boolean {
  if (booleanAt(schema, 'writeOnly') !== true || own(schema, 'enum') !== undefined) return false;
  const type = own(schema, 'type');
  const isText = type === undefined || type === 'string' || (Array.isArray(type) && type.includes('string'));
  const holds = own(schema, 'properties') !== undefined || own(schema, 'items') !== undefined;
  return isText && !holds && !/^(date|date-time|time|email|uri|url|binary|byte)$/.test(textAt(schema, 'format') ?? '');
}
