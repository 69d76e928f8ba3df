import { forgetOldActivity } from './domains/activity/index.ts';
import { purgeAssistants } from './domains/assistants/index.ts';
import { purgeRotations, sendExpiryNotices } from './domains/connections/index.ts';
import { sweepDefinitions } from './domains/definitions/index.ts';
import { forgetOldResults } from './domains/health/index.ts';
import { purgeDeleted } from './domains/integrations/index.ts';
import { enforceRetention, removeOrphanBodies } from './domains/requests/index.ts';
import type { CleanUpResult } from './domains/system/index.ts';
import type { Parts } from './parts.ts';

const hourMs = 3_600_000;
/** The first round waits until the console has opened. */
const firstMs = 3_000;

/** Applies retention in every domain that has any. */
export async function cleanUp({ store, events, vault, paths, host, live }: Parts): Promise<CleanUpResult> {
  const { retention } = live.settings;
  const activityRows = store.write((w) => forgetOldActivity(w, host.now(), retention.activityDays));
  const freed = await enforceRetention({ store, events, now: host.now, bodiesDir: paths.bodies }, retention);
  purgeRotations({ store, vault, events, now: host.now });
  store.record((w) => forgetOldResults(w, host.now()));
  purgeAssistants({ store, now: host.now });
  await purgeDeleted({ store, now: host.now, logosDir: paths.logos });
  return { activityRows, ...freed };
}

/** Cleans up soon after the start and every hour from then on, until the console closes. */
export function keepHouse(parts: Parts): void {
  const { store, events, paths, host, work, closing } = parts;
  const round = async () => {
    if (closing.signal.aborted) return;
    await cleanUp(parts);
    sendExpiryNotices({ store, events, now: host.now });
  };
  const safely = (work: () => Promise<unknown>) => () =>
    void work().catch((error: unknown) => host.log('error', 'Cleaning up failed.', { trace: String(error) }));
  const first = setTimeout(
    safely(async () => {
      await removeOrphanBodies({ directory: paths.bodies, read: store.read });
      await sweepDefinitions({ store, work, now: host.now });
      await round();
    }),
    firstMs,
  ).unref();
  const hourly = setInterval(safely(round), hourMs).unref();
  closing.signal.addEventListener('abort', () => {
    clearTimeout(first);
    clearInterval(hourly);
  });
}
