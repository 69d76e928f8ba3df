import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';

export type ParameterValue = RequestDraft['parameters'][number];
export type ParameterPlace = ParameterValue['in'];

/** Header names are compared without regard to case (RFC 9110, section 5.1). */
function same(entry: ParameterValue, place: ParameterPlace, name: string): boolean {
  if (entry.in !== place) return false;
  return place === 'header' ? entry.name.toLowerCase() === name.toLowerCase() : entry.name === name;
}

export function findParameter(
  entries: readonly ParameterValue[],
  place: ParameterPlace,
  name: string,
): ParameterValue | undefined {
  return entries.find((entry) => same(entry, place, name));
}

/** Changes the parameter, or adds it where it is not there yet. */
export function withParameter(
  entries: readonly ParameterValue[],
  place: ParameterPlace,
  name: string,
  change: Partial<Pick<ParameterValue, 'value' | 'enabled'>>,
): ParameterValue[] {
  const found = findParameter(entries, place, name);
  if (found === undefined) return [...entries, { name, in: place, value: '', enabled: true, ...change }];
  return entries.map((entry) => (entry === found ? { ...entry, ...change } : entry));
}

/** Names in braces of a URL template, each once, in order. */
export function templateNames(url: string): string[] {
  // What stands in two braces is a variable.
  const path = url.replaceAll(/\{\{[^{}]*\}\}/g, '').split(/[?#]/, 1)[0] ?? '';
  return [...new Set([...path.matchAll(/\{([^{}/]+)\}/g)].map((match) => match[1] ?? ''))];
}

/** How many parameters of the places would be sent. */
export function countSent(entries: readonly ParameterValue[], places: readonly ParameterPlace[]): number {
  return entries.filter((entry) => entry.enabled && entry.name !== '' && places.includes(entry.in)).length;
}

type Declared = OperationDetail['parameters'][number];

/** A parameter with a field on the page; those found in the URL alone have a name and a place. */
export type FormParameter = Pick<Declared, 'name' | 'required' | 'schema'> &
  Partial<Omit<Declared, 'in' | 'name' | 'required' | 'schema'>> & { in: ParameterPlace };

/** The operation's parameters at the places, as the page shows them. */
export function formParameters(
  detail: OperationDetail | null,
  places: readonly FormParameter['in'][],
): FormParameter[] {
  return (detail?.parameters ?? []).flatMap((parameter) => {
    const place = places.find((one) => one === parameter.in);
    return place === undefined ? [] : [{ ...parameter, in: place }];
  });
}
