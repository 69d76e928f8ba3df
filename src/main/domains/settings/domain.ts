import { z } from 'zod';
import { defaultSettings, type NetworkChange, type Settings, settings as settingsSchema } from '#contract/settings.ts';
import { defineFacts } from '#main/facts/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import { configureNetwork, type Kernel } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';
import { keepProxyPassword, openProxyPassword, splitNetwork } from './proxyPassword.ts';
import { readValue, settingsTable, writeValue } from './values.ts';

export { readValue, writeValue } from './values.ts';

export const settingsFacts = defineFacts('settings', {
  changed: {
    kind: null,
    action: 'changed',
    change: z.strictObject({
      colorScheme: settingsSchema.shape.colorScheme,
      retention: settingsSchema.shape.retention,
      network: settingsSchema.shape.network.omit({ extraCertificates: true }),
    }),
  },
});

const row = 'console';

/** The settings of this machine; values that an older version wrote and this one does not know fall back to the default. */
export function readSettings(r: Reader): Settings {
  const stored = readValue(r, row, settingsSchema.partial().catch({}));
  const parsed = settingsSchema.safeParse({ ...defaultSettings, ...stored });
  return parsed.success ? parsed.data : defaultSettings;
}

type SettingsChange = Partial<Omit<Settings, 'network'>> & { network?: NetworkChange };

/** Saves what is given. Appearance is anyone's to choose; the rest is the admins'. */
function updateSettings(kernel: Kernel, actor: Actor, input: SettingsChange): Settings {
  const { store, facts } = kernel;
  const { colorScheme: _scheme, ...rest } = input;
  if (Object.keys(rest).length > 0) requireRole(actor, 'admin');
  return store.write((w) => {
    const before = readSettings(w);
    const { network: change, ...changes } = input;
    const network =
      change === undefined ? before.network : keepProxyPassword(w, kernel, actor, before.network, splitNetwork(change));
    const after = settingsSchema.parse({ ...before, ...changes, network });
    writeValue(w, row, after);
    facts.emit(w, settingsFacts.changed, {
      actor,
      entity: { id: null, name: 'the settings' },
      before: shown(before),
      after: shown(after),
    });
    return after;
  });
}

/** What the fact keeps: all but the text of certificates. */
function shown({ colorScheme, retention, network: { extraCertificates: _, ...network } }: Settings) {
  return { colorScheme, retention, network };
}

interface SettingsApi {
  current(): Settings;
  /** Seconds that a request may take in all, where it does not say itself. */
  timeoutSeconds(): number;
}

/** Settings of this machine's console. They stand in memory too, since every request asks for its time limit. */
export function createSettings(kernel: Kernel): Domain<'settings', SettingsApi> {
  let current = readSettings(kernel.store.read);
  const apply = (settings: Settings) => {
    current = settings;
    configureNetwork(kernel.outbound, settings, () => openProxyPassword(kernel.store.read, kernel, settings.network));
    return settings;
  };
  apply(current);
  return {
    name: 'settings',
    routes: {
      get: () => readSettings(kernel.store.read),
      update: (actor, input) => apply(updateSettings(kernel, actor, withoutGaps(input))),
    },
    api: { current: () => current, timeoutSeconds: () => current.network.timeoutSeconds },
    tables: [{ table: settingsTable, travels: 'none', kept: 'untilDeleted' }],
    facts: Object.values(settingsFacts),
    jobs: [],
  };
}

/** Drops keys that are present but undefined, which a partial schema lets through. */
function withoutGaps<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
