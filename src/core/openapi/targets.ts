import { isObject, type JsonObject, objectAt, own, tokensOf } from '../json/value.ts';
import type { Rule, Say, WordRule } from './schemaRules.ts';
import { referenceOf, type Source } from './source.ts';

/** What is found out of a definition once, where a rule first asks. */
interface Known {
  operations?: ReadonlySet<string>;
  /** The tag above each tag. */
  parents?: ReadonlyMap<unknown, unknown>;
  readonly scopes: Map<string, ReadonlySet<string> | undefined>;
  /** Scopes that were said to be unknown, by their scheme: once is enough. */
  readonly missing: Set<string>;
  /** What many places may share is looked at in the first of them. */
  readonly seen: WeakSet<object>;
  /** Names of properties that may still be looked at. */
  names: number;
}

const mostNames = 2_000_000;

const known = new WeakMap<Source, Known>();

function knownOf(source: Source): Known {
  const before = known.get(source);
  if (before) return before;
  const made: Known = { scopes: new Map(), missing: new Set(), seen: new WeakSet(), names: mostNames };
  known.set(source, made);
  return made;
}

/** Whether an object is looked at for the first time. */
function isNew(source: Source, value: object): boolean {
  const { seen } = knownOf(source);
  if (seen.has(value)) return false;
  seen.add(value);
  return true;
}

const deepest = 32;

/** The value, or what its reference leads to; undefined where that is nothing. Reports nothing. */
function follow(source: Source, value: unknown): unknown {
  let found = value;
  for (let step = 0; step < deepest; step += 1) {
    const reference = referenceOf(found);
    if (reference === undefined) return found;
    found = source.references.find(reference, source.root)?.value;
  }
  return undefined;
}

/** A type of the schema behind a parameter, where it says so. */
export function typesOf(source: Source, schema: unknown): readonly unknown[] {
  const type = own(follow(source, schema), 'type');
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((each) => each !== 'null') : [];
}

const sections: Readonly<Record<Source['dialect'], Readonly<Record<string, string>>>> = {
  openapi3: {
    schemas: 'schema',
    responses: 'response',
    parameters: 'parameter',
    examples: 'example',
    requestBodies: 'requestBody',
    headers: 'header',
    securitySchemes: 'securityScheme',
    links: 'link',
    callbacks: 'callback',
    pathItems: 'pathItem',
    mediaTypes: 'media',
  },
  swagger2: {
    definitions: 'schema',
    parameters: 'parameter',
    responses: 'response',
    securityDefinitions: 'securityScheme',
  },
};

/** Which kind of object is where a reference leads; undefined where its address does not tell. */
export function kindAt({ dialect }: Source, reference: string): string | undefined {
  const prefix = dialect === 'swagger2' ? '#/' : '#/components/';
  if (!reference.startsWith(prefix)) return undefined;
  const [section = '', name, more] = reference.slice(prefix.length).split('/');
  return name !== undefined && more === undefined ? sections[dialect][section] : undefined;
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);

/** The ids of all operations, those of webhooks and callbacks among them. */
function operationIds(source: Source): ReadonlySet<string> {
  const ids = new Set<string>();
  const seen = new Set<unknown>();
  const items = (holder: unknown): void => {
    const map = follow(source, holder);
    if (!isObject(map) || seen.has(map)) return;
    seen.add(map);
    for (const name of Object.keys(map)) {
      const item = follow(source, map[name]);
      if (!isObject(item) || seen.has(item)) continue;
      seen.add(item);
      for (const key of Object.keys(item)) if (methods.has(key)) operation(item[key]);
      for (const each of Object.values(objectAt(item, 'additionalOperations') ?? {})) operation(each);
    }
  };
  const operation = (value: unknown): void => {
    const id = own(value, 'operationId');
    if (typeof id === 'string') ids.add(id);
    for (const callback of Object.values(objectAt(value, 'callbacks') ?? {})) items(callback);
  };
  items(source.document.paths);
  items(source.document.webhooks);
  items(own(source.document.components, 'pathItems'));
  return ids;
}

/** A link leads to an operation that is there, by what its expressions say. */
export const checkLink: Rule = ({ operationId, operationRef, parameters, requestBody }, source, add) => {
  const invalid = (message: string) => add('LINK_INVALID', 'info', message);
  if ((operationId === undefined) === (operationRef === undefined))
    return invalid('A link names its operation by operationId or by operationRef.');
  const saved = knownOf(source);
  saved.operations ??= operationIds(source);
  if (typeof operationId === 'string' && !saved.operations.has(operationId))
    invalid(`There is no operation “${operationId.slice(0, 100)}”.`);
  if (typeof operationRef === 'string' && operationRef.startsWith('#') && !leadsToOperation(source, operationRef))
    invalid(`“${operationRef.slice(0, 200)}” leads to no operation.`);
  const named = isObject(parameters) && isNew(source, parameters) ? Object.values(parameters) : [];
  const values = [...named, requestBody];
  const wrong = values.find((value) => typeof value === 'string' && !hasRightExpressions(value));
  if (wrong !== undefined) invalid(`“${String(wrong).slice(0, 100)}” is not an expression that OpenAPI knows.`);
};

function leadsToOperation(source: Source, reference: string): boolean {
  const place = source.references.find(reference, source.root);
  const tokens = tokensOf(place?.pointer ?? '');
  const isMethod = methods.has(tokens.at(-1) ?? '') || tokens.at(-2) === 'additionalOperations';
  return place !== undefined && isMethod && isObject(place.value);
}

const expression =
  /^\$(url|method|statusCode|(request|response)\.(header\.[\w!#$%&'*+.^`|~-]+|(query|path)\..+|body(#(\/.*)?)?))$/s;

/** Whether what begins with `$`, or is in braces, is an expression of OpenAPI (3.1, section Runtime Expressions). */
export function hasRightExpressions(text: string): boolean {
  if (text.startsWith('$')) return expression.test(text);
  return [...text.matchAll(/\{(\$?[^{}]*)\}/g)].every(([, inner = '']) => expression.test(inner));
}

/** The values of a discriminator lead to schemas, by their names or addresses. */
export const checkDiscriminator: Rule = ({ mapping, defaultMapping }, source, add) => {
  const schemas = objectAt(source.document.components, 'schemas');
  const isLost = (target: unknown): target is string =>
    typeof target === 'string' &&
    !(schemas && Object.hasOwn(schemas, target)) &&
    // What is in another document is reported by its references, or not known.
    (target.startsWith('#') ? !source.references.find(target, source.root) : !/[/#.:]/.test(target));
  const lost = (target: string, ...at: string[]) =>
    add('DISCRIMINATOR_INVALID', 'warning', `“${target.slice(0, 100)}” leads to no schema.`, ...at);
  if (isLost(defaultMapping)) lost(defaultMapping, 'defaultMapping');
  if (!isObject(mapping) || !isNew(source, mapping)) return;
  for (const value of Object.keys(mapping)) {
    const target = mapping[value];
    if (isLost(target)) lost(target, 'mapping', value);
  }
};

/** What is said of the encoding of a property is said of one that is there. */
export const checkEncoding: Rule = ({ schema, encoding }, source, add) => {
  if (schema === undefined || !isObject(encoding) || !isNew(source, encoding)) return;
  const names = new Set<string>();
  if (!addProperties(source, schema, names, new Set())) return;
  for (const name of Object.keys(encoding)) {
    if (names.has(name)) continue;
    const message = `The schema has no property “${name.slice(0, 60)}”.`;
    add('ENCODING_INVALID', 'info', message, 'encoding', name);
  }
};

const mostSchemas = 500;

/** False where the schema may have properties that it does not name. */
function addProperties(source: Source, schema: unknown, names: Set<string>, seen: Set<unknown>): boolean {
  const saved = knownOf(source);
  const value = follow(source, schema);
  if (!isObject(value) || seen.size > mostSchemas || saved.names < 0) return false;
  if (seen.has(value)) return true;
  seen.add(value);
  const { properties, additionalProperties: more = false } = value;
  if (more !== false || value.patternProperties || value.$dynamicRef || value.if || value.items) return false;
  const own = Object.keys(isObject(properties) ? properties : {});
  saved.names -= own.length + 1;
  for (const name of own) names.add(name);
  const inner = [value.allOf, value.anyOf, value.oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return inner.every((each) => addProperties(source, each, names, seen));
}

/** Scopes are asked for that the scheme declares. Each is reported once, however many operations ask for it. */
export const checkRequirements: WordRule = (security, _holder, source, add) => {
  if (!Array.isArray(security) || !isNew(source, security)) return;
  security.forEach((requirement: unknown, index) => {
    if (!isObject(requirement)) return;
    for (const scheme of Object.keys(requirement))
      checkScopes(source, scheme, requirement[scheme], (code, severity, message) =>
        add(code, severity, message, 'security', String(index), scheme),
      );
  });
};

function checkScopes(source: Source, scheme: string, scopes: unknown, add: Say): void {
  if (!Array.isArray(scopes) || scopes.length === 0) return;
  const holder =
    source.dialect === 'swagger2'
      ? source.document.securityDefinitions
      : own(source.document.components, 'securitySchemes');
  const declared = follow(source, own(holder, scheme));
  if (!isObject(declared)) return;
  const { missing, scopes: known } = knownOf(source);
  if (declared.type !== 'oauth2') {
    const isEmptyAlone = (source.minor === '2.0' || source.minor === '3.0') && declared.type !== 'openIdConnect';
    if (!isEmptyAlone || missing.has(scheme)) return;
    missing.add(scheme);
    add('SECURITY_REQUIREMENT_INVALID', 'info', `“${scheme.slice(0, 60)}” has no scopes in this version.`);
    return;
  }
  if (!known.has(scheme)) known.set(scheme, declaredScopes(declared));
  const offered = known.get(scheme);
  for (const scope of scopes) {
    if (!offered || typeof scope !== 'string' || offered.has(scope) || missing.has(`${scheme} ${scope}`)) continue;
    missing.add(`${scheme} ${scope}`);
    const message = `“${scheme.slice(0, 60)}” does not declare the scope “${scope.slice(0, 100)}”.`;
    add('SCOPE_UNKNOWN', 'info', message);
  }
}

/** Of all flows; undefined where none lists any. */
function declaredScopes(scheme: JsonObject): ReadonlySet<string> | undefined {
  const holders = [scheme, ...Object.values(isObject(scheme.flows) ? scheme.flows : {})];
  const lists = holders.map((holder) => own(holder, 'scopes')).filter(isObject);
  return lists.length === 0 ? undefined : new Set(lists.flatMap((list) => Object.keys(list)));
}

/** The tag above a tag is described, and not below it. */
export const checkTag: Rule = ({ name, parent }, source, add) => {
  if (parent === undefined) return;
  const saved = knownOf(source);
  const { tags } = source.document;
  const list: readonly unknown[] = Array.isArray(tags) ? tags : [];
  saved.parents ??= new Map(list.map((tag) => [own(tag, 'name'), own(tag, 'parent')]));
  const title = typeof parent === 'string' ? parent.slice(0, 60) : '';
  if (!saved.parents.has(parent))
    return add('TAG_INVALID', 'info', `The parent “${title}” of the tag is nowhere described.`);
  let above: unknown = parent;
  for (let step = 0; step < deepest && above !== undefined && above !== name; step += 1)
    above = saved.parents.get(above);
  if (above === name) add('TAG_INVALID', 'info', 'The tag is its own ancestor.');
};
