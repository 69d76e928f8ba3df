import { isObject, lastToken, own, plainRecord } from '../json/value.ts';
import { definitionReference, type JsonSchema, schemaWords } from '../jsonSchema/schema.ts';
import { child, type Place, referenceOf, type Source, shown } from './source.ts';

type SchemaObject = Record<string, unknown>;

/** More schemas than this are not carried along with one operation; what would refer to them accepts anything. */
const mostDefinitions = 5_000;
/** Schemas and contents that are copied for one operation, however often they are referred to. */
const mostCopies = 500_000;
/** References that lead to references stop being followed after this many. */
const longestChain = 32;
/** Schemas written into each other (not referred to) are followed this deep. */
const deepest = 512;

const nameMaps = new Set<string>(schemaWords.maps);
const lists = new Set<string>(schemaWords.lists);
const singles = new Set<string>(['items', ...schemaWords.singles]);
/** Words that name or address schemas; a bundle addresses by `$defs` alone. */
const addresses = new Set([
  '$id',
  'id',
  '$schema',
  '$anchor',
  '$dynamicAnchor',
  '$dynamicRef',
  '$recursiveRef',
  '$ref',
]);

/** Which schema each `$dynamicAnchor` stands for on the way from the outermost schema (JSON Schema 2020-12, section 8.2.3.2). */
type DynamicScope = ReadonlyMap<string, Place>;
const noScope: DynamicScope = new Map();

/** The scope inside a schema: its own anchors and those of its `$defs` are added, where none from outside counts already. */
function withAnchors(scope: DynamicScope, place: Place): DynamicScope {
  const defs = child(place, '$defs');
  const inner = defs && isObject(defs.value) ? Object.keys(defs.value).map((name) => child(defs, name)) : [];
  const anchored = [place, ...inner].flatMap((each) => {
    const anchor = own(each?.value, '$dynamicAnchor');
    return each && typeof anchor === 'string' && !scope.has(anchor) ? [[anchor, each] as const] : [];
  });
  return anchored.length === 0 ? scope : new Map([...anchored, ...scope]);
}

/**
 * Copies schemas out of a definition so that they are alone: every `$ref` becomes `#/$defs/<name>`, every schema
 * that is referred to is copied once, and the words of older dialects are turned into those of JSON Schema 2020-12.
 */
export class SchemaBundle {
  readonly #source: Source;
  readonly #names = new Map<string, string>();
  /** Names in use, with how many others wanted the same. */
  readonly #taken = new Map<string, number>();
  readonly #waiting: { name: string; place: Place; scope: DynamicScope }[] = [];
  #left = mostCopies;
  readonly #definitions: [string, JsonSchema][] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  /** Takes one from the work that an operation may cost; false when there is none left. */
  spend(): boolean {
    this.#left -= 1;
    return this.#left > 0;
  }

  /** The schema at a place. What it refers to is copied when `definitions` is read. */
  convert(place: Place): JsonSchema {
    return this.#convert(place, 0, noScope);
  }

  /** All schemas that the converted ones need, by name. */
  definitions(): Record<string, JsonSchema> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#definitions.push([next.name, this.#convert(next.place, 0, next.scope)]);
    }
    return plainRecord(this.#definitions);
  }

  #convert(place: Place, depth: number, around: DynamicScope): JsonSchema {
    const { value } = place;
    if (!this.spend()) return {};
    if (typeof value === 'boolean') return value;
    if (!isObject(value) || depth > deepest) return {};
    const kept = Object.keys(value).filter(
      (key) => !addresses.has(key) && (!key.startsWith('x-') || key === 'x-nullable'),
    );
    const scope = withAnchors(around, place);
    const copy: SchemaObject = plainRecord(kept.map((key) => [key, this.#keyword(place, key, depth, scope)] as const));
    const target = this.#targetOf(place, scope);
    if (target) copy.$ref = definitionReference(this.#nameOf(target, scope));
    return modernWords(copy);
  }

  #keyword(place: Place, key: string, depth: number, scope: DynamicScope): unknown {
    const at = child(place, key);
    if (!at) return undefined;
    if (nameMaps.has(key) && isObject(at.value)) return this.#children(at, depth, scope);
    if (lists.has(key) && Array.isArray(at.value)) return this.#items(at, depth, scope);
    if (key === 'items' && Array.isArray(at.value)) return this.#items(at, depth, scope);
    if (singles.has(key)) return this.#convert(at, depth + 1, scope);
    return at.value;
  }

  #children(at: Place, depth: number, scope: DynamicScope): Record<string, JsonSchema> {
    const names = isObject(at.value) ? Object.keys(at.value) : [];
    return plainRecord(names.map((name) => [name, this.#convertChild(at, name, depth, scope)] as const));
  }

  #items(at: Place, depth: number, scope: DynamicScope): JsonSchema[] {
    const items = Array.isArray(at.value) ? at.value : [];
    return items.map((_, index) => this.#convertChild(at, index, depth, scope));
  }

  #convertChild(at: Place, key: string | number, depth: number, scope: DynamicScope): JsonSchema {
    const inner = child(at, key);
    return inner ? this.#convert(inner, depth + 1, scope) : {};
  }

  /** What the schema refers to. A `$dynamicRef` leads to the outermost schema on the way here that has its anchor. */
  #targetOf(place: Place, scope: DynamicScope): Place | undefined {
    if (referenceOf(place.value) !== undefined) return this.#behind(place);
    const dynamic = own(place.value, '$dynamicRef');
    if (typeof dynamic !== 'string') return undefined;
    const [, anchor = ''] = /^#([^/]+)$/.exec(dynamic) ?? [];
    return scope.get(anchor) ?? this.#source.references.resolve({ ...place, value: { $ref: dynamic } });
  }

  /** What is beside a reference counts too, so only bare ones are passed over on the way. */
  #behind(place: Place): Place | undefined {
    let at: Place | undefined = place;
    for (let step = 0; at && step < longestChain; step += 1) {
      const reference = referenceOf(at.value);
      const isBare = isObject(at.value) && Object.keys(at.value).length === 1;
      if (reference === undefined || (step > 0 && !isBare)) return at;
      at = this.#source.references.find(reference, at);
    }
    return this.#source.references.resolve(place);
  }

  #nameOf(target: Place, scope: DynamicScope): string {
    const id = [shown(target), ...Array.from(scope, ([anchor, place]) => `${anchor}=${shown(place)}`)].join(' ');
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    if (this.#names.size >= mostDefinitions) return this.#anything();
    const name = this.#free(schemaName(lastToken(target.pointer)));
    this.#names.set(id, name);
    this.#waiting.push({ name, place: target, scope });
    return name;
  }

  #free(wanted: string): string {
    let count = this.#taken.get(wanted) ?? 0;
    let name = wanted;
    while (this.#taken.has(name)) {
      count += 1;
      name = `${wanted}_${count + 1}`;
    }
    this.#taken.set(wanted, count);
    this.#taken.set(name, 0);
    return name;
  }

  #anything(): string {
    const name = 'Anything (left out)';
    if (!this.#taken.has(name)) this.#definitions.push([this.#free(name), true]);
    return name;
  }
}

/** Of a schema that is a file, `models/pet.yaml`, the name of the file. */
const schemaName = (token: string): string =>
  /\.(?:json|ya?ml)$/i.test(token)
    ? token.slice(token.lastIndexOf('/') + 1, token.lastIndexOf('.'))
    : token || 'document';

/**
 * Turns the words of Swagger 2.0 and OpenAPI 3.0 schemas into those of JSON Schema 2020-12
 * (see “Migrating from OpenAPI 3.0 to 3.1.0”). Changes the given copy.
 */
function modernWords(schema: SchemaObject): JsonSchema {
  modernBound(schema, 'minimum', 'exclusiveMinimum');
  modernBound(schema, 'maximum', 'exclusiveMaximum');
  if (Array.isArray(schema.items)) moveTuple(schema);
  if (typeof schema.required === 'boolean') delete schema.required;
  if (Array.isArray(schema.enum) && schema.enum.length === 0) delete schema.enum;
  if (schema.type === 'file') Object.assign(schema, { type: 'string', format: 'binary' });
  const nullable = schema.nullable === true || schema['x-nullable'] === true;
  delete schema.nullable;
  delete schema['x-nullable'];
  return nullable ? orNull(schema) : schema;
}

/** `exclusiveMinimum: true` beside `minimum: 3` becomes `exclusiveMinimum: 3`. */
function modernBound(schema: SchemaObject, bound: string, exclusive: string): void {
  const flag = schema[exclusive];
  if (typeof flag !== 'boolean') return;
  delete schema[exclusive];
  if (!flag || typeof schema[bound] !== 'number') return;
  schema[exclusive] = schema[bound];
  delete schema[bound];
}

function moveTuple(schema: SchemaObject): void {
  schema.prefixItems = schema.items;
  delete schema.items;
}

function orNull(schema: SchemaObject): JsonSchema {
  const { type } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  schema.type = [type, 'null'];
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
  return schema;
}
