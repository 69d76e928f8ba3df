import type { Json } from '#contract/common.ts';
import { type Definitions, deref, flattened, isObject, type SchemaObject } from './deref.ts';

const deepest = 6;
const mostValues = 400;
const texts: Record<string, string> = {
  'date-time': '2025-01-31T09:30:00Z',
  date: '2025-01-31',
  time: '09:30:00Z',
  email: 'person@example.com',
  uri: 'https://example.com',
  url: 'https://example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '00000000-0000-4000-8000-000000000000',
  byte: '',
};

interface Budget {
  left: number;
}

/** A value that fits the schema well enough to begin with; examples and defaults of the schema come first. */
export function sampleOf(schema: unknown, definitions: Definitions): Json {
  return sample(schema, definitions, 0, { left: mostValues });
}

function sample(schema: unknown, definitions: Definitions, depth: number, budget: Budget): Json {
  budget.left -= 1;
  const own = flattened(schema, definitions);
  const given = givenValue(own);
  if (given !== undefined) return given;
  const choice = [own.oneOf, own.anyOf].find((list) => Array.isArray(list) && list.length > 0);
  if (Array.isArray(choice) && !isObject(own.properties)) {
    return sample(firstUseful(choice, definitions), definitions, depth + 1, budget);
  }
  switch (typeOf(own)) {
    case 'object':
      return depth >= deepest ? {} : objectSample(own, definitions, depth, budget);
    case 'array':
      return depth >= deepest || budget.left <= 0 ? [] : [sample(own.items, definitions, depth + 1, budget)];
    case 'integer':
    case 'number':
      return typeof own.minimum === 'number' ? own.minimum : 0;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return texts[String(own.format)] ?? 'text'.slice(0, typeof own.maxLength === 'number' ? own.maxLength : 4);
  }
}

function givenValue(schema: SchemaObject): Json | undefined {
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  const listed = Array.isArray(schema.enum) ? schema.enum : [];
  const found = [schema.example, examples[0], schema.default, schema.const, listed[0]].find((one) => one !== undefined);
  return found === undefined ? undefined : asJson(found);
}

/** Examples are unknown to the contract; through JSON they become what can be sent. */
function asJson(value: unknown): Json | undefined {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}

function firstUseful(choice: readonly unknown[], definitions: Definitions): unknown {
  return choice.find((one) => deref(one, definitions)?.type !== 'null') ?? choice[0];
}

/** The first type that is not null; a schema with properties is an object even where it does not say so. */
export function typeOf(schema: SchemaObject): string {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const type = types.find((one) => one !== 'null') ?? types[0];
  if (typeof type === 'string') return type;
  if (isObject(schema.properties) && Object.keys(schema.properties).length > 0) return 'object';
  return schema.items === undefined ? 'string' : 'array';
}

function objectSample(schema: SchemaObject, definitions: Definitions, depth: number, budget: Budget): Json {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const entries: [string, Json][] = [];
  for (const [name, property] of Object.entries(properties)) {
    const wanted = required.includes(name) || (depth < 2 && budget.left > 0);
    if (!wanted || deref(property, definitions)?.readOnly === true) continue;
    entries.push([name, sample(property, definitions, depth + 1, budget)]);
  }
  return Object.fromEntries(entries);
}
