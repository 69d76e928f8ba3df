import { z } from 'zod';
import { readKept, writeKept } from '#renderer/ui/kept.ts';
import { sharedValue } from '#renderer/ui/sharedValue.ts';

/** A place that the palette led to. */
const recentPlace = z.object({ to: z.string().startsWith('/'), label: z.string(), description: z.string().optional() });
export type RecentPlace = z.infer<typeof recentPlace>;

const mostKept = 6;
const item = (tenantId: string) => `patchbay:recent:${tenantId}`;

const read = (tenantId: string): RecentPlace[] => readKept(item(tenantId), z.array(recentPlace)) ?? [];

const round = sharedValue(0);

/** The places where a person went last in this tenant, the newest first. */
export function useRecentPlaces(tenantId: string | undefined): RecentPlace[] {
  round.use();
  return tenantId === undefined ? [] : read(tenantId);
}

/** Puts a place before the others. */
export function rememberPlace(tenantId: string, place: RecentPlace): void {
  const others = read(tenantId).filter(({ to }) => to !== place.to);
  writeKept(item(tenantId), [place, ...others].slice(0, mostKept));
  round.set(round.get() + 1);
}
