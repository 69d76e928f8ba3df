import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchema, SchemaMismatch, SchemaVerdict } from '#contract/openapi.ts';
import { type HiddenWord, withoutHidden } from '#core/jsonSchema/schema.ts';
import { isTimeout, withinTime } from './withinTime.ts';

/** Compiling and checking together may take this long, in milliseconds; patterns in a schema can be hostile. */
const timeLimit = 2_000;
const mostMismatches = 100;

/**
 * Checks a value against a schema of an operation (2020-12 words; `nullable` is understood too). Properties with the word `hidden`
 * need not be there, though they be required. Never throws: a schema that cannot be used, or takes too long, is `unchecked` with the reason.
 */
export function validateAgainstSchema(
  schema: JsonSchema,
  value: unknown,
  definitions: Record<string, JsonSchema> = {},
  hidden: HiddenWord | null = null,
): SchemaVerdict {
  try {
    return withinTime(() => verdict(compiled(schema, definitions, hidden), value), timeLimit);
  } catch (cause) {
    return { outcome: 'unchecked', reason: reasonOf(cause) };
  }
}

/** Checks JSON in UTF-8, with or without a byte order mark, against a schema; null where it is no JSON. */
export function validateJson(
  schema: JsonSchema,
  data: Uint8Array,
  definitions: Record<string, JsonSchema>,
  hidden: HiddenWord,
): SchemaVerdict | null {
  const parsed = parse(data);
  return parsed && validateAgainstSchema(schema, parsed.value, definitions, hidden);
}

function parse(data: Uint8Array): { value: unknown } | null {
  try {
    return { value: JSON.parse(new TextDecoder().decode(data)) };
  } catch {
    return null;
  }
}

function verdict(check: ValidateFunction, value: unknown): SchemaVerdict {
  if (check(value)) return { outcome: 'matches' };
  return { outcome: 'differs', mismatches: (check.errors ?? []).slice(0, mostMismatches).map(mismatch) };
}

interface Compilation {
  readonly definitions: object;
  readonly hidden: HiddenWord | null;
  readonly check: ValidateFunction;
}

const compilations = new WeakMap<object, Compilation>();

/** A schema is compiled when it is first used. Every one has a compiler of its own, which goes when the schema goes. */
function compiled(
  schema: JsonSchema,
  definitions: Record<string, JsonSchema>,
  hidden: HiddenWord | null,
): ValidateFunction {
  if (typeof schema === 'boolean') return newCompiler().compile(schema);
  const known = compilations.get(schema);
  if (known?.definitions === definitions && known.hidden === hidden) return known.check;
  const whole = { ...schema, $defs: { ...ownDefinitions(schema), ...definitions } };
  const check = newCompiler().compile(hidden === null ? whole : withoutHidden(whole, definitions, hidden));
  compilations.set(schema, { definitions, hidden, check });
  return check;
}

function ownDefinitions(schema: Record<string, unknown>): object {
  const { $defs } = schema;
  return typeof $defs === 'object' && $defs !== null ? $defs : {};
}

function newCompiler(): Ajv2020 {
  const compiler = new Ajv2020({
    strict: false,
    allErrors: true,
    ownProperties: true,
    inlineRefs: false,
    validateSchema: false,
    meta: false,
    logger: false,
    messages: true,
    code: { regExp: Object.assign(tolerantPattern, { code: 'tolerantPattern' }) },
  });
  addFormats.default(compiler);
  return compiler;
}

/** Patterns come from many languages: one that JavaScript does not know is no reason to reject a value. */
function tolerantPattern(pattern: string, flags: string): { test(value: string): boolean } {
  for (const each of [flags, '']) {
    try {
      return new RegExp(pattern, each);
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
    }
  }
  return { test: () => true };
}

function mismatch(error: ErrorObject): SchemaMismatch {
  return { pointer: error.instancePath, message: `${error.message ?? 'does not match'}${detailOf(error)}` };
}

function detailOf({ keyword, params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `: “${String(params.additionalProperty)}”`;
  if (keyword === 'unevaluatedProperties') return `: “${String(params.unevaluatedProperty)}”`;
  if (keyword === 'enum') return `: ${JSON.stringify(params.allowedValues).slice(0, 200)}`;
  if (keyword === 'const') return `: ${JSON.stringify(params.allowedValue).slice(0, 200)}`;
  return '';
}

function reasonOf(cause: unknown): string {
  if (isTimeout(cause)) return 'Checking took too long.';
  if (!(cause instanceof Error)) return 'The schema cannot be used.';
  if (cause instanceof RangeError) return 'The schema refers to itself without an end.';
  return `The schema cannot be used: ${cause.message.slice(0, 200)}`;
}
