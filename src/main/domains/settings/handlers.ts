import { implement } from '@orpc/server';
import { settingsContract } from '#contract/settings.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import { readSettings, type SettingsDeps, updateSettings } from './service.ts';

export function settingsHandlers(deps: SettingsDeps) {
  const os = implement(settingsContract).$context<CallContext>();
  return os.router({
    get: os.get.handler(() => readSettings(deps.store.read)),
    update: os.update.handler(({ input, context }) =>
      updateSettings(deps, context.session.actor(), withoutGaps(input)),
    ),
  });
}

/** Drops keys that are present but undefined, which a partial schema lets through. */
function withoutGaps<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
