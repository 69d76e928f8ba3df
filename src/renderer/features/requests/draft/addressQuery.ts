import type { Json } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { takesList } from '#core/jsonSchema/schema.ts';
import { undeclaredParameter } from '#core/openapi/definition.ts';
import { serialiseRequest } from '#core/openapi/serialise.ts';
import type { ParameterValue } from './parameters.ts';

type Moved = Pick<RequestDraft, 'url' | 'parameters'>;

/**
 * The query of the address as parameters, so that each can be seen, changed and left out; they take the place of those of the same name.
 * Null where there is none, and where the table would not send the very same text: a query that was signed or encoded in its own way
 * stays in the address as it is.
 */
export function queryAsParameters(draft: Moved, detail: OperationDetail | null): Moved | null {
  const [, address = '', query = '', fragment = ''] = /^([^?#]*)\?([^#]*)(#.*)?$/s.exec(draft.url) ?? [];
  const pairs = pairsOf(query);
  if (pairs === null || draft.parameters.some(({ in: place, enabled }) => place === 'querystring' && enabled))
    return null;
  const moved = [...Map.groupBy(pairs, ([name]) => name)].flatMap(([name, some]) =>
    asParameters(name, some, declaredAs(name, detail), detail),
  );
  if (sent(moved, detail) !== sentAs(query)) return null;
  const others = draft.parameters.filter(
    ({ name, in: place }) => !(place === 'query' && moved.some((each) => each.name === name)),
  );
  return { url: address + fragment, parameters: [...moved, ...others] };
}

type Pair = readonly [name: string, value: string];

/** Names and values of a query, decoded; null where it holds none, or something else. */
function pairsOf(query: string): Pair[] | null {
  try {
    const pairs = query.split('&').map((text) => text.split(/=(.*)/s).slice(0, 2).map(decodeURIComponent));
    const isPair = (pair: string[]): pair is [string, string] => pair.length === 2 && pair[0] !== '';
    return pairs.every(isPair) ? pairs : null;
  } catch (cause) {
    if (cause instanceof URIError) return null;
    throw cause;
  }
}

type Declared = OperationDetail['parameters'][number];

const declaredAs = (name: string, detail: OperationDetail | null): Declared | undefined =>
  detail?.parameters.find((each) => each.in === 'query' && each.name === name);

/** A list that the operation asks for is one parameter; everything else is one for each pair. */
function asParameters(
  name: string,
  pairs: readonly Pair[],
  declared: Declared | undefined,
  detail: OperationDetail | null,
): ParameterValue[] {
  const values = pairs.map(([, value]) => value);
  const parameter = (value: Json): ParameterValue => ({ name, in: 'query', value, enabled: true });
  if (declared === undefined || !takesList(declared.schema, detail?.definitions ?? {})) return values.map(parameter);
  return [parameter(declared.explode ? values : values.flatMap((value) => value.split(',')))];
}

/** What the table would send. */
function sent(parameters: readonly ParameterValue[], detail: OperationDetail | null): string | null {
  try {
    const texts = parameters.map(({ name, value }) => {
      const declared = declaredAs(name, detail) ?? undeclaredParameter(name, 'query');
      const target = { baseUrl: '', path: '/', parameters: [declared] };
      return serialiseRequest({ ...target, values: [{ in: 'query', name, value }] }).url.slice('/?'.length);
    });
    return sentAs(texts.join('&'));
  } catch (cause) {
    if (cause instanceof Fault) return null;
    throw cause;
  }
}

/** A query as it goes out: the parser of addresses encodes what cannot be in one. */
const sentAs = (query: string): string => new URL(`http://localhost/?${query}`).search;
