import type { Json } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { OperationParameter } from '#contract/openapi.ts';
import { serialiseRequest } from '#core/openapi/index.ts';
import { type DraftProblem, error } from './problem.ts';

/**
 * One parameter as it stands in a request, in its own style: for the path its segment, for the query its pairs, for a header or cookie
 * its value (of a cookie with the name). Empty where nothing is sent; a problem where the value cannot be written.
 */
export function writeValue(parameter: OperationParameter, value: Json): string | DraftProblem {
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
