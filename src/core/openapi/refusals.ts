import { arrayAt, objectAt, own, textAt } from '../json/value.ts';
import { definitionFaults } from './faults.ts';

/** What a document may cost. Everything past a limit is refused before anything is read from it. */
export interface DefinitionLimits {
  /** Size of the text in bytes. */
  bytes: number;
  /** How deep objects and lists may be nested. */
  depth: number;
  /** Values in the document; a YAML alias counts as often as it is used. */
  nodes: number;
  operations: number;
  /** Over all operations; one that a path hands down to several counts for each. */
  parameters: number;
  /** Of the places and texts of all operations; one that many paths share counts for each. */
  characters: number;
}

export const defaultLimits: DefinitionLimits = {
  bytes: 128 * 1024 * 1024,
  depth: 512,
  nodes: 20_000_000,
  operations: 50_000,
  parameters: 1_000_000,
  characters: 1_000_000_000,
};

const kept = 'Nothing was imported or changed.';

/** Refuses text that is too long, before it is decoded or parsed. */
export function checkBytes(bytes: number, limits: DefinitionLimits): void {
  if (bytes <= limits.bytes) return;
  const shown = `${Math.ceil(bytes / 1_000_000)} MB`;
  const allowed = `${Math.floor(limits.bytes / 1_000_000)} MB`;
  throw definitionFaults.fault('DEFINITION_TOO_LARGE', `The document has ${shown}; at most ${allowed} can be read.`, {
    kept,
    todo: 'Import a bundled definition without inlined references, or one part of the API at a time.',
  });
}

/**
 * Refuses a tree that is too deep or too large. For what JSON.parse made: every value stands in one place.
 * @returns how many names its objects have
 */
export function checkTree(root: unknown, limits: DefinitionLimits): number {
  let nodes = 0;
  let names = 0;
  const visit = (child: unknown, depth: number): void => {
    nodes += 1;
    if (nodes > limits.nodes) throw tooManyNodes(limits);
    if (typeof child === 'object' && child !== null) walk(child, depth);
  };
  // A loop over the keys makes no list of the values, which halves the time.
  const walk = (value: object, depth: number): void => {
    if (depth > limits.depth) throw tooDeep(limits);
    if (Array.isArray(value)) for (const child of value) visit(child, depth + 1);
    else
      for (const key in value) {
        names += 1;
        visit(value[key as keyof typeof value], depth + 1);
      }
  };
  if (typeof root === 'object' && root !== null) walk(root, 1);
  return names;
}

/**
 * Refuses a graph whose expansion would be too large, in time linear in the graph: each shared value is measured once.
 * For YAML, where aliases let a few lines stand for billions of values, or for themselves.
 */
export function checkGraph(root: unknown, limits: DefinitionLimits): void {
  const measured = new Map<object, { nodes: number; height: number }>();
  const open = new Set<object>();
  const measure = (value: unknown, depth: number): { nodes: number; height: number } => {
    if (typeof value !== 'object' || value === null) return { nodes: 1, height: 0 };
    const known = measured.get(value);
    if (known) return known;
    if (open.has(value)) throw cyclic();
    if (depth > limits.depth) throw tooDeep(limits);
    open.add(value);
    const total = { nodes: 1, height: 1 };
    for (const child of Object.values(value)) {
      const inner = measure(child, depth + 1);
      total.nodes += inner.nodes;
      total.height = Math.max(total.height, inner.height + 1);
      if (total.nodes > limits.nodes) throw tooManyNodes(limits);
    }
    open.delete(value);
    measured.set(value, total);
    if (depth + total.height > limits.depth + 1) throw tooDeep(limits);
    return total;
  };
  measure(root, 1);
}

function tooDeep(limits: DefinitionLimits) {
  const message = `The document is nested more than ${limits.depth} levels deep.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept,
    todo: 'Check that the file is the definition itself; real ones are a few dozen levels deep.',
  });
}

function tooManyNodes(limits: DefinitionLimits) {
  const message = `The document stands for more than ${limits.nodes.toLocaleString('en')} values.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept,
    todo: 'Import a definition with references instead of inlined copies or YAML aliases.',
  });
}

function cyclic() {
  return definitionFaults.fault('DEFINITION_UNUSABLE', 'A YAML alias in the document contains itself.', {
    kept,
    todo: 'Write the recursion as a $ref; aliases cannot express it.',
  });
}

/** Other formats that people try to import, told from the parsed document, with the way out. */
export function foreignDocument(document: unknown): { name: string; todo: string } | undefined {
  return documentSigns.find(({ fits }) => fits(document));
}

/** Refuses what is another format by its first characters, before any parser sees it. */
export function refuseForeign(text: string): void {
  const foreign = foreignText(text);
  if (!foreign) return;
  throw definitionFaults.fault('DEFINITION_UNKNOWN_FORMAT', `This is ${foreign.name}, not an OpenAPI definition.`, {
    kept,
    todo: foreign.todo,
    line: 1,
    column: 1,
  });
}

function foreignText(text: string): { name: string; todo: string } | undefined {
  const head = text.slice(0, 4096);
  if (head.startsWith('PK\u0003\u0004')) {
    return { name: 'a zip archive', todo: 'Unpack it and import the definition inside.' };
  }
  if (isGraphql(head)) return { name: 'a GraphQL schema', todo: toOpenApi };
  return textSigns.find(({ pattern }) => pattern.test(head));
}

const definitionAddress = 'Look for the address of the definition itself, often openapi.json or swagger.json.';
const toOpenApi = 'Convert it to OpenAPI 3 first, or describe the operations by hand.';

interface DocumentSign {
  name: string;
  todo: string;
  fits(document: unknown): boolean;
}

const documentSigns: readonly DocumentSign[] = [
  {
    name: 'a Postman collection',
    todo: 'Import the API’s OpenAPI definition instead, or export the collection as OpenAPI.',
    fits: (document) =>
      /getpostman|postman\.com/.test(textAt(objectAt(document, 'info'), 'schema') ?? '') ||
      own(objectAt(document, 'info'), '_postman_id') !== undefined,
  },
  { name: 'an AsyncAPI document', todo: toOpenApi, fits: (document) => own(document, 'asyncapi') !== undefined },
  {
    name: 'an Arazzo description',
    todo: 'Import the OpenAPI definitions that it lists under sourceDescriptions.',
    fits: (document) => own(document, 'arazzo') !== undefined,
  },
  {
    name: 'an OpenAPI overlay',
    todo: 'Apply it to the definition that it extends, and import the result.',
    fits: (document) => own(document, 'overlay') !== undefined,
  },
  {
    name: 'a GraphQL schema',
    todo: toOpenApi,
    fits: (document) =>
      own(document, '__schema') !== undefined || own(objectAt(document, 'data'), '__schema') !== undefined,
  },
  {
    name: 'a Google discovery document',
    todo: toOpenApi,
    fits: (document) => (textAt(document, 'kind') ?? '').startsWith('discovery#'),
  },
  {
    name: 'an HTTP archive (HAR)',
    todo: 'Import the API’s OpenAPI definition instead.',
    fits: (document) => arrayAt(objectAt(document, 'log'), 'entries').length > 0,
  },
  {
    name: 'an Insomnia export',
    todo: 'Export the design document from Insomnia as OpenAPI instead.',
    fits: (document) => textAt(document, '_type') === 'export' || /insomnia/.test(textAt(document, 'type') ?? ''),
  },
  {
    name: 'a Kubernetes manifest',
    todo: definitionAddress,
    fits: (document) => textAt(document, 'apiVersion') !== undefined && textAt(document, 'kind') !== undefined,
  },
  {
    name: 'a JSON Schema',
    todo: 'Import the definition of an API; a schema alone has no operations.',
    fits: (document) => textAt(document, '$schema') !== undefined && own(document, 'paths') === undefined,
  },
];

const textSigns: readonly { name: string; todo: string; pattern: RegExp }[] = [
  {
    name: 'a web page (HTML)',
    todo: definitionAddress,
    pattern: /^\s*(?:<!--[\s\S]*?-->\s*)?<(?:!doctype html|html)/i,
  },
  { name: 'an XML document', todo: toOpenApi, pattern: /^\s*<(?:\?xml|[a-z!])/i },
  { name: 'a RAML definition', todo: toOpenApi, pattern: /^#%RAML/ },
  { name: 'an API Blueprint', todo: toOpenApi, pattern: /^FORMAT:\s*1A/ },
  { name: 'a protocol buffer definition', todo: toOpenApi, pattern: /^syntax\s*=\s*["']proto/m },
];

const graphqlHead =
  /^\s*(?:extend\s+)?(?:type|schema|interface|enum|union|input|scalar|directive)\b[^:\n]*(?:[{=@]|$)/m;

/** Comments and descriptions first, then a definition in GraphQL's schema language, whose first line has no colon. */
function isGraphql(head: string): boolean {
  const bare = head.replace(/#[^\n]*/g, '').replace(/"""[\s\S]*?"""/g, '');
  return graphqlHead.exec(bare.trimStart())?.index === 0;
}
