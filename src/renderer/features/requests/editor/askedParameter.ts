import type { OperationDetail } from '#contract/openapi.ts';
import type { ParameterPlace } from '../draft/parameters.ts';

type Declared = OperationDetail['parameters'][number];

/** A parameter that the page asks for; those found in the URL alone have a name and a place. */
export type AskedParameter = Pick<Declared, 'name' | 'required' | 'schema'> &
  Partial<Omit<Declared, 'in' | 'name' | 'required' | 'schema'>> & { in: ParameterPlace };

/** The operation's parameters at the places, as they are asked for. */
export function askedParameters(
  detail: OperationDetail | null,
  places: readonly AskedParameter['in'][],
): AskedParameter[] {
  return (detail?.parameters ?? []).flatMap((parameter) => {
    const place = places.find((one) => one === parameter.in);
    return place === undefined ? [] : [{ ...parameter, in: place }];
  });
}
