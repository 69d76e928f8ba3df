import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import { isObject, pointerOfFragment, valueAt } from '#core/json/value.ts';
import type { JsonSchema } from '#core/jsonSchema/schema.ts';

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

type ObjectSchema = Readonly<Record<string, unknown>>;

/** Follows a reference inside of the same document; undefined where it leads nowhere. */
function referenced(root: ObjectSchema, reference: string): unknown {
  const pointer = reference.startsWith('#') ? pointerOfFragment(reference.slice(1)) : undefined;
  return pointer === undefined ? undefined : valueAt(root, pointer);
}

/** The schema with its references followed and its allOf, anyOf and oneOf laid side by side. */
function alternatives(root: ObjectSchema, schema: unknown, seen = new Set<unknown>()): ObjectSchema[] {
  if (!isObject(schema) || seen.has(schema)) return [];
  seen.add(schema);
  const found = [schema];
  if (typeof schema.$ref === 'string') found.push(...alternatives(root, referenced(root, schema.$ref), seen));
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
    const members = schema[key];
    if (Array.isArray(members)) for (const member of members) found.push(...alternatives(root, member, seen));
  }
  return found;
}

function step(schema: ObjectSchema, key: string | number): unknown {
  if (typeof key === 'number') {
    const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems[key] : undefined;
    return prefix ?? schema.items;
  }
  if (isObject(schema.properties) && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return schema.additionalProperties;
}

/** Every schema that the value at the path may have to match; `root` holds the `$defs` that references name. */
export function schemaAt(root: JsonSchema, path: readonly (string | number)[]): ObjectSchema[] {
  if (!isObject(root)) return [];
  let here = alternatives(root, root);
  for (const key of path) {
    here = here.flatMap((schema) => alternatives(root, step(schema, key)));
  }
  return here;
}

const mostReadMs = 100;
type SyntaxNode = ReturnType<typeof syntaxTree>['topNode'];

/** Where in a JSON text the cursor stands, and what can be written there. */
interface JsonPlace {
  /** A property name of the object at `path`, or the value at `path`. */
  expects: 'name' | 'value';
  path: (string | number)[];
  /** Names that the object has already. */
  taken: string[];
}

const unquote = (text: string) => text.replace(/^"|"$/g, '');
const isContainer = (node: SyntaxNode) => node.name === 'Object' || node.name === 'Array';

/** Reads the place at `position`; `start` is where the word under the cursor begins. Null in an empty text. */
function jsonPlace(state: EditorState, start: number): JsonPlace | null {
  // The editor reads a long text a while after it was typed; what is completed has to be read now.
  const tree = ensureSyntaxTree(state, start, mostReadMs) ?? syntaxTree(state);
  const container = enclosing(tree.resolveInner(start, -1));
  if (container === null) return { expects: 'value', path: [], taken: [] };
  const path = pathOf(state, container);
  const before = state
    .sliceDoc(Math.max(0, start - 200), start)
    .trimEnd()
    .at(-1);
  if (container.name === 'Array') return { expects: 'value', path: [...path, indexAt(container, start)], taken: [] };
  if (before === '{' || before === ',') return { expects: 'name', path, taken: names(state, container, start) };
  if (before !== ':') return null;
  return { expects: 'value', path: [...path, names(state, container).at(-1) ?? ''], taken: [] };

  function names(of: EditorState, object: SyntaxNode, except?: number): string[] {
    return object
      .getChildren('Property')
      .filter((property) => (except === undefined ? property.from < start : property.from !== except))
      .map((property) => propertyName(of, property));
  }
}

function enclosing(node: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at !== null && !isContainer(at)) at = at.parent;
  return at;
}

function propertyName(state: EditorState, property: SyntaxNode): string {
  const name = property.getChild('PropertyName');
  return name === null ? '' : unquote(state.sliceDoc(name.from, name.to));
}

function indexAt(array: SyntaxNode, position: number): number {
  let index = 0;
  for (let child = array.firstChild; child !== null && child.to <= position; child = child.nextSibling) {
    if (/^[A-Z]/.test(child.name)) index += 1;
  }
  return index;
}

function pathOf(state: EditorState, node: SyntaxNode): (string | number)[] {
  const parent = node.parent;
  if (parent === null) return [];
  if (parent.name === 'Property') return [...pathOf(state, parent), propertyName(state, parent)];
  if (parent.name === 'Array') return [...pathOf(state, parent), indexAt(parent, node.from)];
  return pathOf(state, parent);
}
