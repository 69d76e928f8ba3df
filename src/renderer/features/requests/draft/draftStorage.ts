import { z } from 'zod';
import { exchangeId } from '#contract/common.ts';
import { requestDraft } from '#contract/requests.ts';
import { withoutSecrets } from './withoutSecrets.ts';

const entry = z.object({ draft: requestDraft, exchangeId: exchangeId.nullable(), at: z.number() });
export type DraftEntry = z.infer<typeof entry>;

const mostDrafts = 40;
const longestEntry = 300_000;
const prefix = 'patchbay:draft:';

/** The draft under the key as it was left on this machine; null where there is none. */
export function readDraft(key: string): DraftEntry | null {
  try {
    return entry.parse(JSON.parse(localStorage.getItem(prefix + key) ?? ''));
  } catch {
    // Never written, or written by another version: the draft begins anew.
    return null;
  }
}

/** Keeps the draft without its secrets; the oldest ones make room. */
export function writeDraft(key: string, value: Omit<DraftEntry, 'at'>): void {
  const text = JSON.stringify({ ...value, draft: withoutSecrets(value.draft), at: Date.now() });
  if (text.length > longestEntry) return;
  try {
    localStorage.setItem(prefix + key, text);
  } catch {
    // The browser's storage is full: the draft stays on the screen, and a named save keeps it.
  }
  dropOldest();
}

export function dropDraft(key: string): void {
  localStorage.removeItem(prefix + key);
}

function dropOldest(): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  if (keys.length <= mostDrafts) return;
  const ages = keys.map((key) => ({ key, at: readDraft(key.slice(prefix.length))?.at ?? 0 }));
  ages.sort((a, b) => a.at - b.at);
  for (const { key } of ages.slice(0, keys.length - mostDrafts)) localStorage.removeItem(key);
}
