import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** How one value is in the address: as zero, one or more values of a search parameter. */
export interface UrlField<T> {
  read(values: string[]): T;
  write(value: T): string[];
}

/** Free text; empty stays out of the address. */
export const urlText: UrlField<string> = {
  read: ([value = '']) => value,
  write: (value) => (value === '' ? [] : [value]),
};

/** Yes or no; no stays out of the address. */
export const urlFlag: UrlField<boolean> = {
  read: ([value]) => value === '1',
  write: (value) => (value ? ['1'] : []),
};

/** One of a closed set; the fallback stays out of the address, and so does anything unknown. */
export function urlChoice<const T extends string>(options: readonly T[], fallback: NoInfer<T>): UrlField<T> {
  return {
    read: ([value]) => options.find((option) => option === value) ?? fallback,
    write: (value) => (value === fallback ? [] : [value]),
  };
}

/** Some of a closed set, in the set's order. */
export function urlSet<const T extends string>(options: readonly T[]): UrlField<T[]> {
  return {
    read: (values) => options.filter((option) => values.includes(option)),
    write: (values) => values,
  };
}

export type UrlFields = Record<string, { read(values: string[]): unknown; write(value: never): string[] }>;
export type UrlState<F extends UrlFields> = { [K in keyof F]: ReturnType<F[K]['read']> };

/**
 * State that lives in the address, so that back, reload and links keep it. `fields` must be a constant outside of the component.
 * The setter takes what changes and replaces the address; with `{ push: true }` it makes a step to go back to, and the
 * page is drawn anew before the call returns, so that nothing typed next reaches what was shown before.
 */
export function useUrlState<F extends UrlFields>(
  fields: F,
): [UrlState<F>, (changes: Partial<UrlState<F>>, options?: { push?: boolean }) => void] {
  const [search, setSearch] = useSearchParams();
  const state = useMemo(() => readState(fields, search), [fields, search]);
  const change = useCallback(
    (changes: Partial<UrlState<F>>, options?: { push?: boolean }) =>
      setSearch((before) => writeState(fields, before, changes), {
        replace: options?.push !== true,
        flushSync: options?.push === true,
      }),
    [fields, setSearch],
  );
  return [state, change];
}

function readState<F extends UrlFields>(fields: F, search: URLSearchParams): UrlState<F> {
  const entries = Object.entries(fields).map(([key, field]) => [key, field.read(search.getAll(key))]);
  return Object.fromEntries(entries) as UrlState<F>;
}

function writeState<F extends UrlFields>(
  fields: F,
  before: URLSearchParams,
  changes: Partial<UrlState<F>>,
): URLSearchParams {
  const next = new URLSearchParams(before);
  for (const [key, field] of Object.entries(fields)) {
    if (!Object.hasOwn(changes, key)) continue;
    next.delete(key);
    for (const value of field.write(changes[key] as never)) next.append(key, value);
  }
  return next;
}
