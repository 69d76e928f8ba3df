import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import type { JsonSchema } from '#core/jsonSchema/schema.ts';
import { jsonPlace } from './jsonPlace.ts';
import { alternatives, schemaAt } from './schemaAt.ts';

type ObjectSchema = Record<string, unknown>;

/** Completion in JSON from a schema: property names that are missing, and values that are listed. */
export function schemaCompletion(schema: JsonSchema): CompletionSource {
  return (context) => complete(schema, context);
}

function complete(root: JsonSchema, context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/"?[\w$./-]*/);
  const from = word?.from ?? context.pos;
  if (!context.explicit && from === context.pos) return null;
  const place = jsonPlace(context.state, from);
  if (place === null) return null;
  const schemas = schemaAt(root, place.path);
  const hasColon = /^"?\s*:/.test(context.state.sliceDoc(context.pos, context.pos + 20));
  const options =
    place.expects === 'name' ? nameOptions(root, schemas, place.taken, hasColon) : schemas.flatMap(valueOptions);
  const next = context.state.sliceDoc(context.pos, context.pos + 1);
  const to = next === '"' ? context.pos + 1 : context.pos;
  return options.length === 0 ? null : { from, to, options, validFor: /^"?[\w$./-]*$/ };
}

function nameOptions(root: JsonSchema, schemas: ObjectSchema[], taken: string[], hasColon: boolean): Completion[] {
  const options = new Map<string, Completion>();
  for (const schema of schemas) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (taken.includes(name)) continue;
      options.set(name, nameOption(root, name, property, required.includes(name), hasColon));
    }
  }
  return [...options.values()];
}

function nameOption(root: JsonSchema, name: string, property: unknown, required: boolean, hasColon: boolean) {
  const described = typeof root === 'object' ? alternatives(root, property) : [];
  const description = described.find((one) => typeof one.description === 'string')?.description;
  const quoted = JSON.stringify(name);
  return {
    label: quoted,
    apply: hasColon ? quoted : `${quoted}: `,
    type: 'property',
    detail: `${typeWords(described)}${required ? ', required' : ''}`,
    boost: required ? 1 : 0,
    ...(typeof description === 'string' ? { info: description.slice(0, 400) } : {}),
  };
}

function typeWords(schemas: ObjectSchema[]): string {
  const types = schemas.flatMap((schema) => schema.type ?? []).filter((type) => typeof type === 'string');
  return [...new Set(types)].join(' or ') || 'any';
}

function valueOptions(schema: ObjectSchema): Completion[] {
  const listed = Array.isArray(schema.enum) ? schema.enum : [];
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const values = [
    ...listed,
    ...('const' in schema ? [schema.const] : []),
    ...('default' in schema ? [schema.default] : []),
    ...(types.includes('boolean') ? [true, false] : []),
    ...(types.includes('null') || schema.nullable === true ? [null] : []),
  ];
  const texts = new Set(values.map((value) => JSON.stringify(value)).filter((text) => text.length <= 200));
  return [...texts].map((label) => ({ label, type: 'enum' }));
}
