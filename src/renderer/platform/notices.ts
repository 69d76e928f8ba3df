import { z } from 'zod';
import { type NoticeEvent, noticeEvent } from '#contract/events.ts';
import { readKept, writeKept } from '#renderer/ui/kept.ts';
import { sharedValue } from '#renderer/ui/sharedValue.ts';

/** Something a person should hear of, until they have. */
const notice = noticeEvent.extend({ id: z.string(), at: z.int() });
export type Notice = z.infer<typeof notice>;

const storageKey = 'patchbay.notices';
const kept = 100;
const notices = sharedValue<readonly Notice[]>(stored());
const arrivals = new Set<(notice: Notice) => void>();

/** Takes a notice in; the oldest are forgotten. */
export function addNotice(event: NoticeEvent): void {
  const added: Notice = { ...event, id: crypto.randomUUID(), at: Date.now() };
  change([added, ...notices.get()].slice(0, kept));
  for (const arrival of arrivals) arrival(added);
}

/** Marks notices as read, which takes them off the list. */
export function readNotices(ids: readonly string[]): void {
  change(notices.get().filter(({ id }) => !ids.includes(id)));
}

/** Calls `arrival` for each notice that comes from now on; the answer stops it. */
export function onNotice(arrival: (notice: Notice) => void): () => void {
  arrivals.add(arrival);
  return () => void arrivals.delete(arrival);
}

/** Every notice that was not read, of every tenant; the newest first. */
export const useNotices = notices.use;

function change(next: readonly Notice[]): void {
  writeKept(storageKey, next);
  notices.set(next);
}

/** What was not read before the page was loaded; something unreadable counts as nothing. */
function stored(): readonly Notice[] {
  return readKept(storageKey, z.array(notice)) ?? [];
}
