import { definitionFaults, type EffectiveSecurity, type OperationSummary } from '#contract/openapi.ts';
import { fingerprintOf } from './fingerprint.ts';
import { booleanAt, isObject, kindOf, optionalText, own, texts } from './json.ts';
import type { DefinitionLimits } from './limits.ts';
import { checkPathParameters, mergedParameters } from './parameters.ts';
import { type FoundOperation, operationsOf, pathItems, type Unmapped } from './paths.ts';
import { child, type Place, shown } from './references.ts';
import { readSecurity } from './security.ts';
import type { Source } from './source.ts';

export interface OperationsRead {
  operations: OperationSummary[];
  unmapped: Unmapped[];
}

/**
 * Every operation of the definition as a summary, in the order of the document. Schemas are not entered.
 * @throws Fault DEFINITION_TOO_LARGE where there are more operations than the limit
 */
export function readOperations(source: Source, limits: DefinitionLimits): OperationsRead {
  const reader = new OperationReader(source);
  const tell = (entry: Unmapped) => reader.unmapped.push(entry);
  for (const item of pathItems(source, tell)) {
    for (const found of operationsOf(source, item, tell)) {
      reader.read(item.path, found);
      if (reader.operations.length > limits.operations) throw tooMany(limits);
    }
  }
  return { operations: reader.operations, unmapped: reader.unmapped };
}

class OperationReader {
  readonly operations: OperationSummary[] = [];
  readonly unmapped: Unmapped[] = [];
  readonly #source: Source;
  readonly #inherited: EffectiveSecurity;
  readonly #keys = new Set<string>();
  readonly #ids = new Set<string>();

  constructor(source: Source) {
    this.#source = source;
    this.#inherited = readSecurity(source, source.document, '', null);
  }

  read(path: string, found: FoundOperation): void {
    const key = `${found.method} ${path}`;
    if (this.#keys.has(key)) {
      this.#refuseDuplicate(key, found.place);
      return;
    }
    this.#keys.add(key);
    const summary = summarise(this.#source, path, found, this.#inherited, this.operations.length);
    this.#checkId(summary);
    this.operations.push(summary);
  }

  #refuseDuplicate(key: string, place: Place): void {
    const reason = `${key} is there twice; the first one counts.`;
    this.#source.problems.add('OPERATION_DUPLICATE', 'error', shown(place), reason);
    this.unmapped.push({ pointer: shown(place), reason });
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

function summarise(
  source: Source,
  path: string,
  { method, place, item }: FoundOperation,
  inherited: EffectiveSecurity,
  ordinal: number,
): OperationSummary {
  const { value } = place;
  const parameters = mergedParameters(source, item, place);
  checkPathParameters(source, path, place, parameters);
  checkShape(source, place);
  const security = readSecurity(source, value, place.pointer, inherited);
  const body = child(place, 'requestBody');
  return {
    key: `${method} ${path}`,
    method,
    path,
    ...optionalText(value, 'operationId', 'operationId'),
    ...optionalText(value, 'summary', 'summary'),
    tags: texts(own(value, 'tags')),
    deprecated: booleanAt(value, 'deprecated') ?? false,
    security,
    pointer: place.pointer,
    ordinal,
    fingerprint: fingerprintOf(
      security,
      value,
      parameters.map((parameter) => parameter.place.value),
      body && source.references.resolve(body)?.value,
    ),
  };
}

/** Parts whose absence or type the import survives, told with their place. */
function checkShape(source: Source, place: Place): void {
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

function tooMany(limits: DefinitionLimits) {
  const message = `The definition has more than ${limits.operations.toLocaleString('en')} operations.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept: 'Nothing was imported or changed.',
    todo: 'Import the definition in parts.',
  });
}
