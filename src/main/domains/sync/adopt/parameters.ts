import { z } from 'zod';
import { json } from '#contract/common.ts';
import { type HandOperation, handParameter } from '#contract/definitions.ts';

type Parameter = HandOperation['parameters'][number];

/** What the parameters of an action come to: those of the address and headers, and the names of those of the body. */
export interface ReadParameters {
  readonly parameters: Parameter[];
  /** As the description of the operation says them, for example `title (string, required)`. */
  readonly bodyFields: string[];
  readonly notes: string[];
}

/** One parameter, in whichever words: those of OpenAPI, or of a list or an object of one's own. */
const written = z.looseObject({
  name: z.string().nullish().catch(null),
  in: z.string().nullish().catch(null),
  location: z.string().nullish().catch(null),
  type: z.unknown().optional(),
  required: z.unknown().optional(),
  description: z.string().nullish().catch(null),
  schema: z.unknown().optional(),
  default: z.unknown().optional(),
  enum: z.unknown().optional(),
});

interface Named {
  readonly name: string;
  readonly value: z.infer<typeof written>;
  readonly required: boolean;
}

const jsonTypes = new Map(
  Object.entries({
    str: 'string',
    text: 'string',
    int: 'integer',
    float: 'number',
    bool: 'boolean',
    list: 'array',
    dict: 'object',
  }),
);
const knownTypes = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object']);
const withBody = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Reads the parameters of an action: a list of them, an object of them by their names, or a JSON Schema with properties. Where one does
 * not say where it goes, a name in the path goes there, one of POST, PUT and PATCH into the body, any other into the query.
 */
export function readParameters(given: unknown, method: string, path: string): ReadParameters {
  const { named, notes } = listOf(given);
  const inPath = new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name));
  const parameters: Parameter[] = [];
  const bodyFields: string[] = [];
  for (const one of named) {
    const place = placeOf(one, inPath, method);
    if (place === 'body') bodyFields.push(bodyField(one));
    else if (place === null)
      notes.push(`The parameter ${one.name} goes to a place that is not known here, and is left out.`);
    else {
      const parsed = handParameter.safeParse(parameterOf(one, place));
      if (parsed.success) parameters.push(parsed.data);
      else notes.push(`The parameter ${one.name.slice(0, 200)} is left out: ${parsed.error.issues[0]?.message ?? ''}`);
    }
  }
  const missing = [...inPath].filter((name) => !parameters.some((one) => one.in === 'path' && one.name === name));
  const added = missing.map((name) => handParameter.safeParse({ name, in: 'path', required: true }).data);
  const all = [...parameters, ...added.filter((one) => one !== undefined)];
  if (all.length > mostParameters) notes.push(`Only the first ${mostParameters} parameters are taken over.`);
  return { parameters: all.slice(0, mostParameters), bodyFields, notes };
}

const mostParameters = 200;

function listOf(given: unknown): { named: Named[]; notes: string[] } {
  if (given === null || given === undefined) return { named: [], notes: [] };
  if (Array.isArray(given)) return fromList(given);
  if (typeof given !== 'object')
    return { named: [], notes: ['parameters are neither a list nor an object, and are left out.'] };
  const { properties, required } = given as { properties?: unknown; required?: unknown };
  if (typeof properties !== 'object' || properties === null) return fromObject(given, []);
  return fromObject(properties, Array.isArray(required) ? required : []);
}

function fromList(given: readonly unknown[]): { named: Named[]; notes: string[] } {
  const notes: string[] = [];
  const named = given.flatMap((one, index) => {
    const { data: value } = written.safeParse(typeof one === 'string' ? { name: one } : one);
    const name = value?.name?.trim();
    if (value !== undefined && name) return [{ name, value, required: value.required === true }];
    notes.push(`Parameter ${index + 1} has no name, and is left out.`);
    return [];
  });
  return { named, notes };
}

/** A value that is no object is the type or a description: `{ "limit": "integer" }`. */
function fromObject(given: object, required: readonly unknown[]): { named: Named[]; notes: string[] } {
  const named = Object.entries(given).map(([name, one]) => {
    const told = typeof one === 'string' ? (typeOf(one) === undefined ? { description: one } : { type: one }) : one;
    const { data } = written.safeParse(told);
    const value = data ?? written.parse({});
    return { name, value, required: value.required === true || required.includes(name) };
  });
  return { named, notes: [] };
}

/** Null where it goes to a place that nothing here sends to. */
function placeOf({ name, value }: Named, inPath: ReadonlySet<string>, method: string): Parameter['in'] | 'body' | null {
  const place = (value.in ?? value.location)?.toLowerCase();
  if (inPath.has(name)) return 'path';
  if (place === 'path' || place === 'query' || place === 'header' || place === 'cookie') return place;
  if (place === 'body' || place === 'json' || place === 'form' || place === 'formdata') return 'body';
  if (place === 'params' || place === 'querystring' || place === 'url') return 'query';
  if (place === 'headers') return 'header';
  if (place) return null;
  return withBody.has(method) ? 'body' : 'query';
}

function parameterOf({ name, value, required }: Named, place: Parameter['in']): Parameter {
  return {
    name,
    in: place,
    required: required || place === 'path',
    description: (value.description ?? '').slice(0, 2_000),
    schema: schemaOf(value),
  };
}

function schemaOf(value: Named['value']): Parameter['schema'] {
  const own = json.safeParse(value.schema);
  if (own.success && typeof own.data === 'object' && own.data !== null) return own.data;
  const kept = json.safeParse(
    Object.fromEntries(
      Object.entries({ type: typeOf(value.type) ?? 'string', enum: value.enum, default: value.default }).filter(
        ([, each]) => each !== undefined && each !== null,
      ),
    ),
  );
  return kept.success ? kept.data : { type: 'string' };
}

function typeOf(type: unknown): string | undefined {
  if (typeof type !== 'string') return undefined;
  const word = jsonTypes.get(type.toLowerCase()) ?? type.toLowerCase();
  return knownTypes.has(word) ? word : undefined;
}

function bodyField({ name, value, required }: Named): string {
  const words = [typeOf(value.type), ...(required ? ['required'] : [])].filter((word) => word !== undefined);
  const described = words.length > 0 ? `${name} (${words.join(', ')})` : name;
  return value.description ? `${described}: ${value.description}` : described;
}
