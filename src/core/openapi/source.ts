import { isObject, type JsonObject, kindOf, own, textAt } from '../json/value.ts';
import type {
  DefinitionProblem,
  DefinitionReport,
  EffectiveSecurity,
  OAuthFlow,
  ProblemCode,
  RequirementPart,
  Severity,
} from './definition.ts';
import { foreignDocument } from './encoding.ts';
import { definitionFaults } from './faults.ts';
import {
  addressIn,
  ownAddress,
  type Place,
  References,
  type RemoteOptions,
  referenceOf,
  requirementAddresses,
  splitReference,
} from './references.ts';

export { child, type Place, type RemoteOptions, type ResolveRemote, referenceOf, shown } from './references.ts';

/** A definition being read: which words it uses, how to follow its references, and what was found wrong so far. */
export interface Source {
  readonly document: JsonObject;
  readonly dialect: 'swagger2' | 'openapi3';
  /** As the document says. */
  readonly specVersion: string;
  /** `3.1` of `3.1.0`. */
  readonly minor: string;
  readonly references: References;
  readonly problems: Problems;
  readonly root: Place;
  readonly shared: Shared;
}

type Read<T> = Map<object, { value: T }>;

/** What was read of values that many places may share, by the value itself. */
interface Shared {
  readonly security: Read<EffectiveSecurity>;
  readonly alternatives: Read<RequirementPart[][]>;
  readonly scopeLists: Read<string[]>;
  readonly scopes: Read<OAuthFlow['scopes']>;
  /** Security schemes that requirements name by their address (OpenAPI 3.2, Security Requirement Object). */
  readonly addressed: Map<string, Place>;
}

const kept = 'Nothing was imported or changed.';

/**
 * Opens a parsed document as a definition.
 * @throws Fault DEFINITION_UNKNOWN_FORMAT, DEFINITION_UNSUPPORTED_VERSION
 */
export function openSource(document: unknown, options: RemoteOptions = {}): Source {
  if (!isObject(document)) throw notAnObject(document);
  const specVersion = versionOf(document);
  const problems = new Problems();
  const minor = specVersion.split('.').slice(0, 2).join('.');
  if (!knownMinors.has(minor)) {
    problems.add('UNKNOWN_VERSION', 'warning', '/openapi', `OpenAPI ${specVersion} is read as if it were 3.2.`);
  }
  return {
    document,
    dialect: minor === '2.0' ? 'swagger2' : 'openapi3',
    specVersion,
    minor,
    references: new References(document, (...problem) => problems.add(...problem), options),
    problems,
    root: { value: document, pointer: '', base: '' },
    shared: {
      security: new Map(),
      alternatives: new Map(),
      scopeLists: new Map(),
      scopes: new Map(),
      addressed: new Map(),
    },
  };
}

/** The same definition, read without a word about its problems: for what another reading reports. */
export function quietSource(source: Source): Source {
  const problems = new Problems();
  return { ...source, problems, references: source.references.reportingTo((...problem) => problems.add(...problem)) };
}

const knownMinors = new Set(['2.0', '3.0', '3.1', '3.2']);

function versionOf(document: JsonObject): string {
  const openapi = textAt(document, 'openapi');
  if (openapi !== undefined) return openapi3Version(openapi.trim());
  const swagger = textAt(document, 'swagger') ?? textAt(document, 'swaggerVersion');
  if (swagger === undefined) throw foreign(document);
  if (/^2(\.0)?$/.test(swagger.trim())) return '2.0';
  throw unsupported(`Swagger ${swagger}`, own(document, 'swagger') === undefined ? '/swaggerVersion' : '/swagger');
}

function openapi3Version(version: string): string {
  if (version.length <= 40 && /^3(\.\d+){1,2}(-[\w.]+)?$/.test(version)) return version;
  if (version === '3') return '3.0';
  throw unsupported(`OpenAPI ${version.slice(0, 40)}`, '/openapi');
}

function unsupported(version: string, pointer: string) {
  const message = `${version} cannot be read; 2.0, 3.0, 3.1 and 3.2 can.`;
  return definitionFaults.fault('DEFINITION_UNSUPPORTED_VERSION', message, {
    kept,
    todo: 'Convert the definition to OpenAPI 3, then import it.',
    pointer,
  });
}

function foreign(document: JsonObject) {
  const known = foreignDocument(document);
  const what = known?.name ?? 'an object without the key `openapi` or `swagger`';
  return definitionFaults.fault('DEFINITION_UNKNOWN_FORMAT', `This is ${what}, not an OpenAPI definition.`, {
    kept,
    todo: known?.todo ?? 'Check the address or file; a definition begins with `openapi: 3…` or `swagger: "2.0"`.',
    pointer: '',
  });
}

function notAnObject(document: unknown) {
  const message = `This is ${kindOf(document)}, not an OpenAPI definition.`;
  return definitionFaults.fault('DEFINITION_UNKNOWN_FORMAT', message, {
    kept,
    todo: 'Check the address or file; a definition is an object that begins with `openapi` or `swagger`.',
    pointer: '',
  });
}

const mostAddresses = 200;

/**
 * The other documents that a definition refers to, each once, without fragments: what a person is asked before they
 * are fetched. Relative ones are made absolute where the definition's own address is known. Reads the whole document.
 */
export function remoteReferences(document: unknown, definitionUrl = ''): string[] {
  const addresses = new Set<string>();
  const base = ownAddress(document, definitionUrl);
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || addresses.size >= mostAddresses) return;
    for (const reference of [referenceOf(value) ?? '', ...requirementAddresses(value)]) {
      const { address } = splitReference(reference);
      if (address !== '') addresses.add(addressIn(address, base) ?? address);
    }
    for (const child of Object.values(value)) if (typeof child === 'object') walk(child);
  };
  walk(document);
  for (const own of [definitionUrl, base]) addresses.delete(own);
  return [...addresses];
}

const listed = 200;
const remembered = 10_000;
/** A name in a document can be as long as the document; what is said about it cannot. */
const longestMessage = 500;
const longestPointer = 2_000;

/** The pointer itself, or that of the nearest holder whose pointer is short enough to keep. */
function shortPointer(pointer: string): string {
  if (pointer.length <= longestPointer) return pointer;
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/', longestPointer)));
}

/** What is wrong with a definition that is used anyway. Keeps the first 200 and counts the rest by code. */
export class Problems {
  readonly #list: DefinitionProblem[] = [];
  readonly #seen = new Set<string>();
  readonly #places = new Set<string>();
  readonly #counts = new Map<string, DefinitionReport['problemCounts'][number]>();

  /** Tells a problem once, however many operations lead to it. */
  add(code: ProblemCode, severity: Severity, at: string, said: string): void {
    const pointer = shortPointer(at);
    const message = said.length > longestMessage ? `${said.slice(0, longestMessage)}…` : said;
    const identity = `${code} ${pointer} ${message}`;
    if (this.#seen.has(identity)) return;
    if (this.#seen.size < remembered) {
      this.#seen.add(identity);
      this.#places.add(pointer);
    }
    this.#count(code, severity);
    if (this.#list.length < listed) this.#list.push({ code, message, pointer, severity });
  }

  isReported(pointer: string): boolean {
    return this.#places.has(pointer);
  }

  get list(): readonly DefinitionProblem[] {
    return this.#list;
  }

  get counts(): DefinitionReport['problemCounts'] {
    return [...this.#counts.values()];
  }

  #count(code: ProblemCode, severity: Severity): void {
    const key = `${code} ${severity}`;
    const entry = this.#counts.get(key) ?? { code, severity, count: 0 };
    entry.count += 1;
    this.#counts.set(key, entry);
  }
}
