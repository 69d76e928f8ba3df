import { Fault } from '#contract/fault.ts';
import { definitionFaults } from '#contract/openapi.ts';
import { type ParsedDefinition, parseDefinition, type ResolveRemote } from '#core/openapi/index.ts';

interface WeightLimit {
  /** Documents up to this many bytes are light enough whatever stands in them. */
  readonly freeBytes: number;
  /** Most places at which a value can begin. */
  readonly values: number;
}

/** A value of a hostile JSON text costs up to 120 bytes of memory; 78 MB of real API have 1.4 million. */
const jsonLimit: WeightLimit = { freeBytes: 16 * 1024 * 1024, values: 8_000_000 };
/** js-yaml needs up to 700 bytes for a value while it reads. */
const yamlLimit: WeightLimit = { freeBytes: 2 * 1024 * 1024, values: 3_000_000 };

const [comma, bracket, brace, newline, dash, question, space] = Buffer.from(',[{\n-? ');

/**
 * Refuses a document that would not fit into memory, before a parser sees it: a thread that runs out of memory in the
 * middle of a large allocation takes the whole program with it, whatever limit the thread has.
 * @throws Fault DEFINITION_TOO_LARGE
 */
export function checkWeight(bytes: Uint8Array): void {
  const isJson = beginsLikeJson(bytes);
  const limit = isJson ? jsonLimit : yamlLimit;
  if (bytes.byteLength <= limit.freeBytes) return;
  if ((isJson ? jsonValues(bytes) : yamlValues(bytes)) <= limit.values) return;
  const message = `The document has more than ${limit.values.toLocaleString('en')} values.`;
  throw definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept: 'Nothing was imported or changed.',
    todo: isJson
      ? 'Import one part of the API at a time.'
      : 'Convert it to JSON first, which takes less memory to read.',
  });
}

function beginsLikeJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20 && byte < 0x80);
  return first === brace || first === bracket;
}

/** At most as many values as commas and opening brackets, wherever they stand. */
function jsonValues(bytes: Uint8Array): number {
  let count = 1;
  for (const byte of bytes) if (byte === comma || byte === bracket || byte === brace) count += 1;
  return count;
}

function yamlValues(bytes: Uint8Array): number {
  let count = 1;
  let before = 0;
  for (const byte of bytes) {
    const indicates = byte === space && (before === dash || before === question);
    if (byte === comma || byte === bracket || byte === brace || byte === newline || indicates) count += 1;
    before = byte;
  }
  return count;
}

const mostDocuments = 100;
const mostBytes = 32 * 1024 * 1024;

/** Other documents that a definition refers to, by their address. */
export interface RemoteDocuments {
  readonly resolve: ResolveRemote;
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Fetches every document that the definition refers to, and those that they refer to, up to 100 documents and
 * 32 MB. One that cannot be had or read stays unresolved, which the report lists as a problem.
 * @param fetch the console's, since only it has a way out to the network
 */
export async function collectRemotes(
  document: unknown,
  sourceUrl: string,
  fetch: (address: string) => Promise<Uint8Array | null>,
): Promise<RemoteDocuments> {
  const documents = new Map<string, unknown>([[sourceUrl, document]]);
  const texts = new Map<string, string>();
  const wanted = [...absoluteReferences(document, sourceUrl)];
  let bytes = 0;
  for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
    if (documents.has(next) || documents.size > mostDocuments || bytes > mostBytes) continue;
    const parsed = read(await fetch(next));
    documents.set(next, parsed?.document);
    if (!parsed) continue;
    texts.set(next, parsed.text);
    bytes += parsed.text.length;
    wanted.push(...absoluteReferences(parsed.document, next));
  }
  return { resolve: (address) => documents.get(address), texts };
}

/** The documents as they were stored with the definition. */
export function storedRemotes(document: unknown, sourceUrl: string, texts: ReadonlyMap<string, string>): ResolveRemote {
  const documents = new Map<string, unknown>([[sourceUrl, document]]);
  absoluteReferences(document, sourceUrl);
  for (const [address, text] of texts) {
    const parsed = read(Buffer.from(text));
    if (parsed) absoluteReferences(parsed.document, address);
    documents.set(address, parsed?.document);
  }
  return (address) => documents.get(address);
}

function read(bytes: Uint8Array | null): ParsedDefinition | undefined {
  try {
    if (bytes === null) return undefined;
    checkWeight(bytes);
    return parseDefinition(bytes);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** Makes references into other documents absolute, in place, and answers with the addresses of those documents. */
function absoluteReferences(document: unknown, base: string): Set<string> {
  const addresses = new Set<string>();
  const seen = new Set<object>();
  const open: unknown[] = [document];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const address = makeAbsolute(value, base);
    if (address !== undefined) addresses.add(address);
    for (const child of Object.values(value)) open.push(child);
  }
  return addresses;
}

function makeAbsolute(holder: object, base: string): string | undefined {
  const reference = Object.hasOwn(holder, '$ref') ? Reflect.get(holder, '$ref') : undefined;
  if (typeof reference !== 'string' || reference === '' || reference.startsWith('#')) return undefined;
  const url = URL.parse(reference, base);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  Reflect.set(holder, '$ref', url.href);
  url.hash = '';
  return url.href;
}
