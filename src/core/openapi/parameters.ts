import { isObject, kindOf, textAt } from './json.ts';
import { child, type Place, shown } from './references.ts';
import type { Source } from './source.ts';

/** A parameter as the document has it, its reference followed. */
export interface FoundParameter {
  name: string;
  in: string;
  place: Place;
}

const locations: Record<Source['dialect'], ReadonlySet<string>> = {
  swagger2: new Set(['path', 'query', 'header', 'body', 'formData']),
  openapi3: new Set(['path', 'query', 'querystring', 'header', 'cookie']),
};

/** The parameters that count for an operation: those of its path item, replaced by its own of the same name and place. */
export function mergedParameters(source: Source, item: Place, operation: Place): FoundParameter[] {
  const merged = new Map<string, FoundParameter>();
  for (const holder of [item, operation]) {
    const seen = new Set<string>();
    for (const parameter of parametersOf(source, holder)) {
      const id = `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`;
      if (seen.has(id)) tellDuplicate(source, parameter, holder);
      seen.add(id);
      merged.set(id, parameter);
    }
  }
  return [...merged.values()];
}

/** Tells where the path's template and the path parameters do not fit each other. */
export function checkPathParameters(
  source: Source,
  path: string,
  operation: Place,
  parameters: readonly FoundParameter[],
): void {
  const declared = new Set(
    parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name),
  );
  const used = templateNames(path);
  for (const name of used) {
    if (declared.has(name)) continue;
    const message = `The path has “{${name}}”, which no parameter describes; it is taken as required text.`;
    source.problems.add('PATH_PARAMETER_UNDECLARED', 'warning', shown(operation), message);
  }
  for (const name of declared) {
    if (used.has(name)) continue;
    const message = `The path parameter “${name}” does not occur in “${path}”.`;
    source.problems.add('PATH_PARAMETER_UNUSED', 'warning', shown(operation), message);
  }
}

/** Names in braces in a path template. */
export function templateNames(path: string): Set<string> {
  if (!path.includes('{')) return new Set();
  return new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name));
}

function* parametersOf(source: Source, holder: Place): Generator<FoundParameter> {
  const list = child(holder, 'parameters');
  if (!list) return;
  if (!Array.isArray(list.value)) {
    const message = `Parameters must be a list, not ${kindOf(list.value)}; they are left out.`;
    source.problems.add('WRONG_TYPE', 'error', shown(list), message);
    return;
  }
  for (let index = 0; index < list.value.length; index += 1) {
    const place = source.references.at(list, index);
    const parameter = place && readParameter(source, place);
    if (parameter) yield parameter;
  }
}

function readParameter(source: Source, place: Place): FoundParameter | undefined {
  const name = textAt(place.value, 'name');
  const where = textAt(place.value, 'in');
  if (isObject(place.value) && name !== undefined && where !== undefined && locations[source.dialect].has(where)) {
    return { name, in: where, place };
  }
  const message = 'The parameter has no name, or no place that OpenAPI knows; it is left out.';
  source.problems.add('PARAMETER_INVALID', 'error', shown(place), message);
  return undefined;
}

function tellDuplicate(source: Source, parameter: FoundParameter, holder: Place): void {
  const message = `The ${parameter.in} parameter “${parameter.name}” is there twice; the last one counts.`;
  source.problems.add('PARAMETER_DUPLICATE', 'warning', `${shown(holder)}/parameters`, message);
}
