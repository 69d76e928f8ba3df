import type { Json } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { OperationDetail, OperationParameter } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { serialiseRequest } from '#core/openapi/index.ts';
import { mask } from '#main/http/index.ts';
import { type DraftProblem, error, warning } from './draftProblem.ts';

type Given = RequestDraft['parameters'][number];

/** The parts of a request that its parameters make. Path and query are percent-encoded already. */
interface WrittenParameters {
  readonly path: ReadonlyMap<string, string>;
  readonly query: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly cookies: readonly string[];
  readonly problems: readonly DraftProblem[];
}

/** Writes the enabled parameters in the style that the operation declares; unknown ones in the default style of their place. */
export function writeParameters(given: readonly Given[], operation: OperationDetail | null): WrittenParameters {
  const enabled = given.filter((parameter) => parameter.enabled && parameter.name !== '' && !isAbsent(parameter));
  const written = { path: new Map<string, string>(), query: [] as string[], cookies: [] as string[] };
  const headers: [string, string][] = [];
  const problems: DraftProblem[] = [];
  for (const parameter of enabled) {
    const text = writeValue(declaredAs(parameter, operation), parameter.value);
    if (typeof text !== 'string') problems.push(text);
    else if (parameter.in === 'path') written.path.set(parameter.name, text);
    else if (parameter.in === 'header') headers.push([parameter.name, text]);
    else if (text !== '') written[parameter.in === 'query' ? 'query' : 'cookies'].push(text);
  }
  return { ...written, headers, problems: [...problems, ...missing(enabled, operation), ...enabled.flatMap(oddities)] };
}

/** An empty text stands for "not given", except where the operation allows an empty query value or a person wrote the name by hand. */
function isAbsent({ value, in: place }: Given): boolean {
  if (value === null) return true;
  return value === '' && place === 'path';
}

function declaredAs({ name, in: place }: Given, operation: OperationDetail | null): OperationParameter {
  const same = (declared: OperationParameter) =>
    declared.in === place &&
    (place === 'header' ? declared.name.toLowerCase() === name.toLowerCase() : declared.name === name);
  return operation?.parameters.find(same) ?? undeclared(name, place);
}

function undeclared(name: string, place: Given['in']): OperationParameter {
  const listed = place === 'query' || place === 'cookie';
  return {
    name,
    in: place,
    required: place === 'path',
    deprecated: false,
    style: listed ? 'form' : 'simple',
    explode: listed,
    allowReserved: false,
    allowEmptyValue: false,
    schema: true,
  };
}

function missing(given: readonly Given[], operation: OperationDetail | null): DraftProblem[] {
  const has = ({ name, in: place, allowEmptyValue }: OperationParameter) =>
    given.some(
      (parameter) =>
        parameter.in === place &&
        parameter.name.toLowerCase() === name.toLowerCase() &&
        (parameter.value !== '' || allowEmptyValue),
    );
  const required = operation?.parameters.filter((parameter) => parameter.required && !has(parameter)) ?? [];
  // Only a path cannot be sent without; to see what an API answers to the rest is what a test may be about.
  const problem = (place: string) => (place === 'path' ? error : warning);
  return required.map(({ name, in: place }) => problem(place)(name, `${name} is needed (${place}).`));
}

function oddities({ name, in: place, value }: Given): DraftProblem[] {
  const text = typeof value === 'string' ? value : '';
  if (text.includes(mask)) return [error(name, `${name} was a secret and is not kept. Enter it again.`)];
  if (place === 'header' && /[\r\n\0]/.test(text))
    return [error(name, `${name} has a line break, which a header cannot carry.`)];
  if (place === 'header' && /^(host|content-length|transfer-encoding|connection)$/i.test(name))
    return [warning(name, `${name} is usually set by the connection itself.`)];
  return [];
}

/**
 * One parameter as it stands in a request, in its own style: for the path its segment, for the query its pairs, for a header or cookie
 * its value (of a cookie with the name). Empty where nothing is sent; a problem where the value cannot be written.
 */
function writeValue(parameter: OperationParameter, value: Json): string | DraftProblem {
  const isPath = parameter.in === 'path';
  const { name, in: place } = parameter;
  const target = { baseUrl: '', path: isPath ? `/{${name}}` : '/', parameters: [parameter] };
  try {
    const { url, headers } = serialiseRequest({ ...target, values: [{ in: place, name, value }] });
    if (isPath) return url.slice(1);
    return place === 'query' || place === 'querystring' ? url.slice(2) : (headers[0]?.[1] ?? '');
  } catch (cause) {
    if (cause instanceof Fault) return error(name, cause.message);
    throw cause;
  }
}
