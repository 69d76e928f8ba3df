import { useCallback, useEffect, useRef } from 'react';
import { z } from 'zod';
import { exchangeId } from '#contract/common.ts';
import { type RequestDraft, requestDraft, type SentRequest } from '#contract/requests.ts';
import { createJudge, type Judge } from '#core/http/secretJudge.ts';
import { hideTyped } from '#core/http/typedSecrets.ts';
import { keptStorage, readKept } from '#renderer/ui/kept.ts';

/** The saved request as it was when the draft began from it. */
const seen = z.object({ name: z.string(), draft: requestDraft }).nullable();
const entry = z.object({
  draft: requestDraft,
  exchangeId: exchangeId.nullable(),
  seen: seen.default(null),
  at: z.number(),
});
type DraftEntry = z.infer<typeof entry>;

const keepAfterMs = 400;
const mostDrafts = 40;
/** Characters of a draft with what it began from. */
const longestEntry = 600_000;
const prefix = 'patchbay:draft:';

/** The draft under the key as it was left on this machine; null where there is none. */
export function readDraft(key: string): DraftEntry | null {
  return readKept(prefix + key, entry);
}

/** Keeps the draft without its secrets; the oldest ones make room. */
export function writeDraft(key: string, value: Omit<DraftEntry, 'at'>, judge: Judge): void {
  const { draft, exchangeId: id, seen: begun } = value;
  const kept = (each: RequestDraft) => withoutSecrets(each, judge).draft;
  // Without it nobody would be asked before what someone else saved meanwhile is overwritten.
  const from = begun && { name: begun.name, draft: kept(begun.draft) };
  const text = JSON.stringify({ draft: kept(draft), exchangeId: id, seen: from, at: Date.now() });
  if (text.length > longestEntry) return;
  keptStorage.setItem(prefix + key, text);
  dropOldest();
}

function dropOldest(): void {
  const keys = keptStorage.keys().filter((key) => key.startsWith(prefix));
  if (keys.length <= mostDrafts) return;
  const ages = keys.map((key) => ({ key, at: readDraft(key.slice(prefix.length))?.at ?? 0 }));
  ages.sort((a, b) => a.at - b.at);
  for (const { key } of ages.slice(0, keys.length - mostDrafts)) keptStorage.removeItem(key);
}

/** Puts the answer beside the kept draft, also when another draft is open by then. */
export function keepAnswer(answer: SentRequest, key: string): void {
  const kept = readDraft(key);
  // Its secrets are out already, by a judge who knew the definition.
  if (kept !== null) writeDraft(key, { ...kept, exchangeId: answer.id }, createJudge());
}

interface OpenDraft extends Omit<DraftEntry, 'at'> {
  key: string;
}

/**
 * Keeps the draft on this machine a moment after the last change, and at once when it goes off the screen; not before it is known what
 * the definition declares as secret (`judge` is null until then). @returns what drops the kept draft, and a change that waits
 */
export function useKeptDraft(state: OpenDraft, judge: Judge | null): () => void {
  const first = useRef(state);
  const waiting = useRef<OpenDraft | null>(null);
  const knowing = useRef(judge);
  knowing.current = judge;
  const keep = useCallback(() => {
    if (waiting.current === null || knowing.current === null) return;
    writeDraft(waiting.current.key, waiting.current, knowing.current);
    waiting.current = null;
  }, []);
  useEffect(() => {
    if (first.current === state) return undefined;
    if (waiting.current?.key !== state.key) keep();
    waiting.current = state;
    const timer = setTimeout(keep, keepAfterMs);
    return () => clearTimeout(timer);
  }, [state, keep]);
  const isKnown = judge !== null;
  useEffect(() => {
    if (isKnown) keep();
  }, [isKnown, keep]);
  useEffect(() => {
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [keep]);
  return () => {
    waiting.current = null;
    keptStorage.removeItem(prefix + state.key);
  };
}

/** The draft as it may be kept in the browser and saved: without the environment, which is chosen when it is sent; secrets leave the mask behind, and of files only where the console keeps them. `hidden` are the names of the secrets. */
export function withoutSecrets(draft: RequestDraft, judge: Judge): { draft: RequestDraft; hidden: string[] } {
  const { typed, found } = hideTyped(draft, judge);
  const kept = { ...draft, ...typed, body: withoutFiles(typed.body), confirmedHost: null, environmentId: null };
  return { draft: kept, hidden: [...new Set(found.map(({ name }) => name))] };
}

function withoutFiles(body: RequestDraft['body']): RequestDraft['body'] {
  if (body.kind === 'file') return { ...body, ...withoutContent(body) };
  if (body.kind !== 'form') return body;
  const fields = body.fields.map(({ file, ...field }) => ({
    ...field,
    ...(file && { file: { ...file, ...withoutContent(file) } }),
  }));
  return { ...body, fields };
}

type File = Extract<RequestDraft['body'], { kind: 'file' }>;

/** What says afterwards which file it was, where the console does not keep it. */
const withoutContent = ({ name, data, stored }: Pick<File, 'name' | 'data' | 'stored'>) => ({
  data: '',
  ...(stored === undefined && data !== '' && { elsewhere: name || 'file' }),
});
