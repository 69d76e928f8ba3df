import type { z } from 'zod';

/** Tries what the browser may refuse: its storage can be full, or forbidden altogether. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** The browser's storage on this machine. Where it refuses, nothing is kept and the page goes on. */
export const keptStorage = {
  getItem: (key: string): string | null => attempt(() => localStorage.getItem(key)),
  setItem: (key: string, text: string): void => void attempt(() => localStorage.setItem(key, text)),
  removeItem: (key: string): void => void attempt(() => localStorage.removeItem(key)),
  keys: (): string[] => attempt(() => Object.keys(localStorage)) ?? [],
};

/** What was kept under the key; null where nothing was, or what another version wrote. */
export function readKept<T>(key: string, schema: z.ZodType<T>): T | null {
  return attempt(() => schema.parse(JSON.parse(keptStorage.getItem(key) ?? 'null')));
}

/** Keeps a value that JSON can hold, in the place of the one before; null forgets it. */
export function writeKept(key: string, value: unknown): void {
  if (value === null) keptStorage.removeItem(key);
  else keptStorage.setItem(key, JSON.stringify(value));
}
