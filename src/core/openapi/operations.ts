import { arrayAt, booleanAt, isObject, kindOf, own, textAt, texts } from '../json/value.ts';
import type { DefinitionServer, EffectiveSecurity, OperationSummary } from './definition.ts';
import { definitionFaults } from './faults.ts';
import { type Digest, Fingerprints } from './fingerprints.ts';
import {
  checkPathParameters,
  type FoundOperation,
  type FoundParameter,
  mergedParameters,
  operationsOf,
  pathItems,
  type Unmapped,
} from './paths.ts';
import { authorizationHeader, readSecurity } from './security.ts';
import { OwnServers } from './servers.ts';
import { child, type Place, type Source, shown } from './source.ts';
import { type DefinitionLimits, defaultLimits } from './weight.ts';

/** A list row shows a few. */
const mostTags = 100;
/** Characters of a list row's texts; the document itself keeps the whole. */
const longestSummary = 1_000;
const longestId = 500;

export interface OperationsRead {
  operations: OperationSummary[];
  unmapped: Unmapped[];
  servers: DefinitionServer[];
}

/**
 * Every operation of the definition as a summary, in the order of the document. Schemas are not entered. Without a
 * `digest` the operations' fingerprints stay empty.
 * @throws Fault DEFINITION_TOO_LARGE where there are more operations or parameters than the limits
 */
export function readOperations(source: Source, limits: DefinitionLimits, digest?: Digest): OperationsRead {
  const reader = new OperationReader(source, limits, digest);
  const leaveOut = (entry: Unmapped) => reader.leaveOut(entry);
  for (const item of pathItems(source, leaveOut)) {
    for (const found of operationsOf(source, item, leaveOut)) reader.read(item.path, found);
  }
  return { operations: reader.operations, unmapped: reader.unmapped, servers: reader.servers.list };
}

export interface PlacedOperation {
  summary: OperationSummary;
  place: Place;
  item: Place;
}

/** The operation of a key, with its place. Reads no other operation than that one. */
export function findOperation(source: Source, key: string): PlacedOperation | undefined {
  let ordinal = 0;
  for (const item of pathItems(source, ignore)) {
    for (const found of operationsOf(source, item, ignore)) {
      if (key === `${found.method} ${item.path}`) {
        return { ...found, summary: new OperationReader(source, defaultLimits).summarise(item.path, found, ordinal) };
      }
      ordinal += 1;
    }
  }
  return undefined;
}

function ignore(): void {}

class OperationReader {
  readonly operations: OperationSummary[] = [];
  readonly unmapped: Unmapped[] = [];
  readonly servers: OwnServers;
  readonly #source: Source;
  readonly #limits: DefinitionLimits;
  readonly #inherited: EffectiveSecurity;
  readonly #prints: Fingerprints | null;
  readonly #keys = new Set<string>();
  readonly #ids = new Set<string>();
  #parameters = 0;
  #characters = 0;

  constructor(source: Source, limits: DefinitionLimits, digest?: Digest) {
    this.#source = source;
    this.servers = new OwnServers(source);
    this.#prints = digest
      ? new Fingerprints(digest, (reference, base) => source.references.find(reference, { pointer: '', base }))
      : null;
    this.#limits = limits;
    this.#inherited = readSecurity(source, source.document, '', null);
  }

  leaveOut(entry: Unmapped): void {
    if (this.unmapped.length >= this.#limits.operations) throw tooMany(this.#limits.operations, 'broken operations');
    this.#spend(entry.pointer.length + entry.reason.length);
    this.unmapped.push(entry);
  }

  read(path: string, found: FoundOperation): void {
    const key = `${found.method} ${path}`;
    if (this.#keys.has(key)) {
      this.#refuseDuplicate(key, found.place);
      return;
    }
    this.#keys.add(key);
    const summary = this.summarise(path, found, this.operations.length);
    this.#checkId(summary);
    for (const holder of [found.item, found.place]) this.servers.add(holder);
    this.operations.push(summary);
  }

  summarise(path: string, found: FoundOperation, ordinal: number): OperationSummary {
    this.#checkLimits(found);
    const parameters = mergedParameters(this.#source, found.item, found.place);
    checkPathParameters(this.#source, path, found.place, parameters);
    checkShape(this.#source, found.place);
    const stated = readSecurity(this.#source, found.place.value, found.place.pointer, this.#inherited);
    const security = stated ?? askedForByHeader(this.#source, found, parameters);
    return summaryOf(path, found, { security, fingerprint: this.#fingerprint(found, parameters, security), ordinal });
  }

  /** What the operation holds and inherits from its path, with all that its references lead to. */
  #fingerprint(
    { place, item }: FoundOperation,
    parameters: readonly FoundParameter[],
    security: EffectiveSecurity,
  ): string {
    if (this.#prints === null) return '';
    const inside = `${place.pointer}/`;
    const inherited = parameters
      .map((each) => each.place)
      .filter((each) => each.base !== place.base || !each.pointer.startsWith(inside));
    return this.#prints.ofOperation(place, inherited, child(item, 'servers'), security);
  }

  #checkLimits({ item, place }: FoundOperation): void {
    this.#parameters += arrayAt(item.value, 'parameters').length + arrayAt(place.value, 'parameters').length;
    if (this.operations.length >= this.#limits.operations) throw tooMany(this.#limits.operations, 'operations');
    if (this.#parameters > this.#limits.parameters) throw tooMany(this.#limits.parameters, 'parameters');
    this.#spend(place.pointer.length + place.base.length);
  }

  /** Before anything is made of the place: a name of a megabyte in the pointers of 50,000 operations is 50 GB. */
  #spend(characters: number): void {
    this.#characters += characters;
    if (this.#characters > this.#limits.characters) throw tooMany(this.#limits.characters, 'characters of operations');
  }

  #refuseDuplicate(key: string, place: Place): void {
    const reason = `${key} is there twice; the first one counts.`;
    this.#source.problems.add('OPERATION_DUPLICATE', 'error', shown(place), reason);
    this.leaveOut({ pointer: shown(place), reason });
  }

  #checkId({ operationId, pointer }: OperationSummary): void {
    if (operationId === undefined) return;
    if (this.#ids.has(operationId)) {
      const message = `The operationId “${operationId}” is used more than once; method and path tell the operations apart.`;
      this.#source.problems.add('OPERATION_ID_DUPLICATE', 'warning', pointer, message);
    }
    this.#ids.add(operationId);
  }
}

function summaryOf(
  path: string,
  { method, place }: FoundOperation,
  derived: Pick<OperationSummary, 'security' | 'fingerprint' | 'ordinal'>,
): OperationSummary {
  const { value } = place;
  const operationId = textAt(value, 'operationId');
  const summary = textAt(value, 'summary');
  return {
    key: `${method} ${path}`,
    method,
    path,
    ...(operationId !== undefined && operationId.length <= longestId && { operationId }),
    ...(summary !== undefined && { summary: shortened(summary) }),
    tags: texts(arrayAt(value, 'tags').slice(0, mostTags)),
    deprecated: booleanAt(value, 'deprecated') ?? false,
    pointer: shown(place),
    ...derived,
  };
}

/** Where nothing is said of security and the header Authorization is a parameter that must be given, that is the security. */
function askedForByHeader(
  source: Source,
  { place }: FoundOperation,
  parameters: readonly FoundParameter[],
): EffectiveSecurity {
  const asks = ({ name, in: where, place: at }: FoundParameter) =>
    where === 'header' && name.toLowerCase() === 'authorization' && booleanAt(at.value, 'required') === true;
  if (own(place.value, 'security') !== undefined || !parameters.some(asks)) return null;
  const message = 'The header Authorization is a parameter that must be given; it is offered as authentication.';
  source.problems.add('AUTHORIZATION_PARAMETER', 'info', shown(place), message);
  return authorizationHeader;
}

const shortened = (text: string): string =>
  text.length <= longestSummary ? text : `${text.slice(0, longestSummary - 1)}…`;

/** Parts whose absence or type the import survives, reported with their place. */
function checkShape(source: Source, place: Place): void {
  if ((textAt(place.value, 'operationId') ?? '').length > longestId) {
    const message = `The operationId has more than ${longestId} characters and is left out.`;
    source.problems.add('OPERATION_INVALID', 'warning', shown(place), message);
  }
  const body = child(place, 'requestBody');
  if (body && !isObject(body.value)) {
    const message = `The request body must be an object, not ${kindOf(body.value)}; it is left out.`;
    source.problems.add('REQUEST_BODY_INVALID', 'error', shown(body), message);
  }
  const responses = child(place, 'responses');
  if (responses && !isObject(responses.value)) {
    const message = `The responses must be an object, not ${kindOf(responses.value)}; they are left out.`;
    source.problems.add('WRONG_TYPE', 'error', shown(responses), message);
  }
  if (!responses && (source.minor === '2.0' || source.minor === '3.0')) {
    source.problems.add('RESPONSES_MISSING', 'warning', shown(place), 'The operation describes no responses.');
  }
}

function tooMany(limit: number, what: string) {
  const message = `The definition has more than ${limit.toLocaleString('en')} ${what}.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept: 'Nothing was imported or changed.',
    todo: 'Import the definition in parts.',
  });
}
