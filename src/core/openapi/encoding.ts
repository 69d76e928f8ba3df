import { counted } from '#core/counted.ts';
import { decodeText, encodingOf } from '#core/textEncoding.ts';
import { arrayAt, objectAt, own, textAt } from '../json/value.ts';
import { definitionFaults } from './faults.ts';
import type { ParseNote } from './yaml.ts';

/** Text of a document, without a byte-order mark, and what had to be guessed to read it. */
export interface DecodedText {
  text: string;
  notes: ParseNote[];
  /** The same text in UTF-8 without a mark, where it came as that. */
  utf8?: Uint8Array | undefined;
}

/**
 * Text of a document's bytes, whatever its encoding, and without a byte-order mark.
 * @throws Fault DEFINITION_ENCODING
 */
export function decodeDefinition(input: string | Uint8Array): DecodedText {
  const decoded = typeof input === 'string' ? { text: input, notes: [] } : decodeBytes(input);
  return decoded.text.charCodeAt(0) === 0xfeff ? { ...decoded, text: decoded.text.slice(1) } : decoded;
}

function decodeBytes(bytes: Uint8Array): DecodedText {
  const decoded = decodeText(bytes);
  if (decoded === undefined) throw notText(encodingOf(bytes));
  const { text, encoding, broken } = decoded;
  if (encoding === 'windows-1252') return noted(text, 'The text is not UTF-8; it is read as Windows-1252 (Latin-1).');
  if (broken > 0) {
    const characters = counted(broken, 'character is', 'characters are');
    return noted(text, `${characters} not valid UTF-8 and shown as “\ufffd”.`);
  }
  return { text, notes: [], utf8: encoding === 'utf-8' ? unmarked(bytes) : undefined };
}

const noted = (text: string, message: string): DecodedText => ({ text, notes: [{ code: 'TEXT_ENCODING', message }] });

/** Without the byte-order mark, which the decoder leaves out. */
function unmarked(bytes: Uint8Array): Uint8Array {
  const [first, second, third] = bytes;
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}

function notText(encoding: string) {
  return definitionFaults.fault('DEFINITION_ENCODING', `The bytes are not valid ${encoding.toUpperCase()} text.`, {
    kept: 'Nothing was imported or changed.',
    todo: 'Save the file as UTF-8, and check that it is not an archive or an image.',
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
    kept: 'Nothing was imported or changed.',
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

const asCollection = 'Import it as a collection: Requests, Collections, Import.';

interface DocumentSign {
  name: string;
  todo: string;
  fits(document: unknown): boolean;
}

const documentSigns: readonly DocumentSign[] = [
  {
    name: 'a Postman collection',
    todo: asCollection,
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
    todo: asCollection,
    fits: (document) => arrayAt(objectAt(document, 'log'), 'entries').length > 0,
  },
  {
    name: 'an Insomnia export',
    todo: asCollection,
    fits: (document) => textAt(document, '_type') === 'export' || /insomnia/.test(textAt(document, 'type') ?? ''),
  },
  {
    name: 'a Yaak export',
    todo: asCollection,
    fits: (document) => own(document, 'yaakSchema') !== undefined || own(document, 'yaakVersion') !== undefined,
  },
  {
    name: 'an OpenCollection document',
    todo: asCollection,
    fits: (document) => own(document, 'opencollection') !== undefined,
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
  { name: 'a request of Bruno’s', todo: asCollection, pattern: /^\s*meta \{\s*\n\s*name:/ },
  { name: 'a protocol buffer definition', todo: toOpenApi, pattern: /^syntax\s*=\s*["']proto/m },
];

const graphqlHead =
  /^\s*(?:extend\s+)?(?:type|schema|interface|enum|union|input|scalar|directive)\b[^:\n]*(?:[{=@]|$)/m;

/** Comments and descriptions first, then a definition in GraphQL's schema language, whose first line has no colon. */
function isGraphql(head: string): boolean {
  const bare = head.replace(/#[^\n]*/g, '').replace(/"""[\s\S]*?"""/g, '');
  return graphqlHead.exec(bare.trimStart())?.index === 0;
}
