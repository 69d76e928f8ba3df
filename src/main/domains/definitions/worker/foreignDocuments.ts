import { Fault } from '#contract/fault.ts';
import { type ParsedDefinition, parseDefinition, type RemoteOptions } from '#core/openapi/index.ts';
import { ownAddress, requirementAddresses } from '#core/openapi/references.ts';

const mostDocuments = 100;
const mostBytes = 32 * 1024 * 1024;

/** Other documents that a definition refers to, by their address. */
export interface RemoteDocuments {
  /** How the definition is read with them. */
  readonly reading: RemoteOptions;
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
  const documents = ownDocument(document, sourceUrl);
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
  return { reading: readingOf(documents, sourceUrl), texts };
}

/** The definition itself, by where it came from and by what it says of itself. */
const ownDocument = (document: unknown, sourceUrl: string) =>
  new Map<string, unknown>([
    [sourceUrl, document],
    [ownAddress(document, sourceUrl), document],
  ]);

const readingOf = (documents: ReadonlyMap<string, unknown>, definitionUrl: string): RemoteOptions => ({
  resolveRemote: (address) => documents.get(address),
  definitionUrl,
});

/** The documents as they were stored with the definition. */
export function storedRemotes(document: unknown, sourceUrl: string, texts: ReadonlyMap<string, string>): RemoteOptions {
  const documents = ownDocument(document, sourceUrl);
  absoluteReferences(document, sourceUrl);
  for (const [address, text] of texts) {
    const parsed = read(Buffer.from(text));
    if (parsed) absoluteReferences(parsed.document, address);
    documents.set(address, parsed?.document);
  }
  return readingOf(documents, sourceUrl);
}

function read(bytes: Uint8Array | null): ParsedDefinition | undefined {
  try {
    if (bytes === null) return undefined;
    return parseDefinition(bytes);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/**
 * Makes references into other documents absolute, in place, and answers with the addresses of those documents, and of
 * those that security requirements name.
 */
function absoluteReferences(document: unknown, cameFrom: string): Set<string> {
  const base = ownAddress(document, cameFrom);
  const addresses = new Set<string>();
  const seen = new Set<object>();
  const open: unknown[] = [document];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const address = makeAbsolute(value, base);
    if (address !== undefined) addresses.add(address);
    for (const written of requirementAddresses(value)) {
      const url = written.startsWith('#') ? null : fetchable(written, base);
      if (url) addresses.add(withoutHash(url));
    }
    for (const child of Object.values(value)) open.push(child);
  }
  return addresses;
}

function makeAbsolute(holder: object, base: string): string | undefined {
  const reference = Object.hasOwn(holder, '$ref') ? Reflect.get(holder, '$ref') : undefined;
  if (typeof reference !== 'string' || reference === '' || reference.startsWith('#')) return undefined;
  const url = fetchable(reference, base);
  if (!url) return undefined;
  Reflect.set(holder, '$ref', url.href);
  return withoutHash(url);
}

function fetchable(written: string, base: string): URL | null {
  const url = URL.parse(written, base);
  return url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? url : null;
}

const withoutHash = ({ href }: URL): string => href.replace(/#.*$/s, '');
