import { useCallback, useEffect, useRef } from 'react';
import { z } from 'zod';
import { exchangeId } from '#contract/common.ts';
import { type RequestDraft, requestDraft, type SentRequest } from '#contract/requests.ts';
import { isSecretName } from '#core/http/secretNames.ts';

const entry = z.object({ draft: requestDraft, exchangeId: exchangeId.nullable(), at: z.number() });
type DraftEntry = z.infer<typeof entry>;

const keepAfterMs = 400;
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

function dropOldest(): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  if (keys.length <= mostDrafts) return;
  const ages = keys.map((key) => ({ key, at: readDraft(key.slice(prefix.length))?.at ?? 0 }));
  ages.sort((a, b) => a.at - b.at);
  for (const { key } of ages.slice(0, keys.length - mostDrafts)) localStorage.removeItem(key);
}

/** Puts the answer beside the kept draft, also when another draft is open by then. */
export function keepAnswer(answer: SentRequest, key: string): void {
  const kept = readDraft(key);
  if (kept !== null) writeDraft(key, { ...kept, exchangeId: answer.id });
}

interface OpenDraft extends Omit<DraftEntry, 'at'> {
  key: string;
}

/** Keeps the draft on this machine a moment after the last change, and at once when it goes off the screen. @returns what drops the kept draft, and a change that waits */
export function useKeptDraft(state: OpenDraft): () => void {
  const first = useRef(state);
  const waiting = useRef<OpenDraft | null>(null);
  const keep = useCallback(() => {
    if (waiting.current !== null) writeDraft(waiting.current.key, waiting.current);
    waiting.current = null;
  }, []);
  useEffect(() => {
    if (first.current === state) return undefined;
    if (waiting.current?.key !== state.key) keep();
    waiting.current = state;
    const timer = setTimeout(keep, keepAfterMs);
    return () => clearTimeout(timer);
  }, [state, keep]);
  useEffect(() => {
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [keep]);
  return () => {
    waiting.current = null;
    localStorage.removeItem(prefix + state.key);
  };
}

/** The draft as it may be kept in the browser: values with secret-like names, user names in URLs and files are left out. */
export function withoutSecrets(draft: RequestDraft): RequestDraft {
  return {
    ...draft,
    url: bareUrl(draft.url),
    server: draft.server === null ? null : bareUrl(draft.server),
    parameters: draft.parameters.map((entry) =>
      entry.in === 'cookie' || isSecretName(entry.name) ? { ...entry, value: '' } : entry,
    ),
    body: bodyWithoutSecrets(draft.body),
    confirmedHost: null,
  };
}

function bareUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (all, mark: string, name: string) =>
      isSecretName(name) ? `${mark}${name}=` : all,
    );
}

function bodyWithoutSecrets(body: RequestDraft['body']): RequestDraft['body'] {
  if (body.kind === 'file') return { ...body, name: '', data: '' };
  if (body.kind !== 'form') return body;
  const fields = body.fields.map(({ name, value, enabled }) => ({
    name,
    value: isSecretName(name) ? '' : value,
    enabled,
  }));
  return { ...body, fields };
}
