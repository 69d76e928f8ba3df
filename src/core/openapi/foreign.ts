import { arrayAt, objectAt, own, textAt } from '../json/value.ts';

/** Other formats that people try to import, told from the parsed document, with the way out. */
export function foreignDocument(document: unknown): { name: string; todo: string } | undefined {
  return documentSigns.find(({ fits }) => fits(document));
}

/** Formats that can be told from the first characters, before any parser sees them. */
export function foreignText(text: string): { name: string; todo: string } | undefined {
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
