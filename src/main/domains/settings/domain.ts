import { z } from 'zod';
import { storedThings } from '#contract/readable.ts';
import {
  defaultSettings,
  type NetworkChange,
  type Settings,
  type StoredSettings,
  settings as settingsSchema,
} from '#contract/settings.ts';
import { isObject, withoutUndefined } from '#core/json/value.ts';
import { defineFacts } from '#main/facts/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { configureNetwork, type Kernel } from '#main/kernel/kernel.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { keepProxyPassword, openProxyPassword, splitNetwork } from './proxyPassword.ts';
import { isKept, readValue, settingsTable, writeValue } from './values.ts';

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

/**
 * The settings of this machine. What an older version did not write is as the default has it; so is each that cannot be read, and
 * `unreadable` says which those are.
 */
export function readSettings(r: Reader): StoredSettings {
  const stored = readValue(r, row, z.record(z.string(), z.unknown()));
  if (stored === undefined) return isKept(r, row) ? { ...defaultSettings, ...told('all') } : defaultSettings;
  const { retention, network } = defaultSettings;
  const merged: Record<string, unknown> = {
    ...defaultSettings,
    ...stored,
    retention: mergedWith(retention, stored.retention),
    network: mergedWith({ ...network, proxyMode: modeOf(stored.network) }, stored.network),
  };
  const { success, data, error } = settingsSchema.safeParse(merged);
  if (success) return data;
  const damaged = [...new Set(error.issues.map(({ path }) => path.slice(0, 2).join('.')))];
  for (const path of damaged) setDefault(merged, path);
  return { ...settingsSchema.parse(merged), ...told(damaged.join(', ')) };
}

const { proxyUrl } = settingsSchema.shape.network.shape;

/** Older versions had a proxy where there was an address, and no choice besides. */
const modeOf = (network: unknown): Settings['network']['proxyMode'] =>
  isObject(network) && proxyUrl.safeParse(network.proxyUrl).data ? 'manual' : 'none';

const mergedWith = (defaults: object, given: unknown): unknown =>
  given === undefined ? defaults : isObject(given) ? { ...defaults, ...given } : given;

function setDefault(settings: Record<string, unknown>, path: string): void {
  const [group = '', name] = path.split('.');
  const defaults: Record<string, unknown> = defaultSettings;
  const [given, instead] = [settings[group], defaults[group]];
  const isField = name !== undefined && isObject(given) && isObject(instead);
  settings[group] = isField ? { ...given, [name]: instead[name] } : instead;
}

const { noun, todo } = storedThings.settings;
const told = (which: string) => ({
  unreadable: `What is stored of a ${noun} cannot be read (${which}), and counts as not chosen. ${todo}`,
});

type Given<T> = { readonly [K in keyof T]?: T[K] | undefined };
interface SettingsChange {
  readonly colorScheme?: Settings['colorScheme'] | undefined;
  readonly retention?: Given<Settings['retention']> | undefined;
  readonly network?: Given<NetworkChange> | undefined;
  readonly expected?: Expected;
}

/** Saves what is given, field by field. Appearance is anyone's to choose; the rest is the admins'. Throws CHANGED_MEANWHILE. */
function updateSettings(kernel: Kernel, actor: Actor, { expected, ...input }: SettingsChange): Settings {
  const { store, facts } = kernel;
  const { colorScheme, retention, network } = input;
  if (retention !== undefined || network !== undefined) requireRole(actor, 'admin');
  return store.write((w) => {
    const before = readSettings(w);
    const { proxyPassword: _secret, ...compared } = network ?? {};
    requireUnchanged('The settings', byPath(before), byPath({ ...input, network: compared }), expected);
    const after = settingsSchema.parse({
      colorScheme: colorScheme ?? before.colorScheme,
      retention: { ...before.retention, ...withoutUndefined(retention ?? {}) },
      network: network === undefined ? before.network : networkAfter(w, kernel, actor, before.network, network),
    });
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

/** The network with what is given in its place; the proxy's password goes into the vault. */
function networkAfter(
  w: Writer,
  kernel: Kernel,
  actor: Actor,
  before: Settings['network'],
  given: Given<NetworkChange>,
): Settings['network'] {
  const change = { proxyMode: modeAfter(before, given), ...withoutUndefined(given) };
  return keepProxyPassword(w, kernel, actor, before, splitNetwork({ ...before, ...change }));
}

/** An address that is given without a choice is meant, and the one that is taken away was. */
function modeAfter({ proxyMode }: Settings['network'], { proxyUrl }: Given<NetworkChange>) {
  if (proxyUrl === undefined) return proxyMode;
  return proxyUrl === null ? (proxyMode === 'manual' ? 'none' : proxyMode) : 'manual';
}

/** Each setting under its name with its group's, such as `network.proxyUrl`. */
function byPath({ colorScheme, retention = {}, network = {} }: SettingsChange): Record<string, unknown> {
  const within = (group: string, fields: object) =>
    Object.entries(fields).map(([name, value]): [string, unknown] => [`${group}.${name}`, value]);
  return Object.fromEntries([
    ['colorScheme', colorScheme],
    ...within('retention', retention),
    ...within('network', network),
  ]);
}

/** What the fact keeps: all but the text of certificates. */
function shown({ colorScheme, retention, network: { extraCertificates: _, ...network } }: Settings) {
  return { colorScheme, retention, network };
}

interface SettingsApi {
  current(): Settings;
}

/** Settings of this machine's console. They are in memory too, since every request asks for its time limit. */
export function createSettings(kernel: Kernel): Domain<'settings', SettingsApi> {
  let current = readSettings(kernel.store.read);
  const apply = (settings: Settings) => {
    current = settings;
    configureNetwork(kernel, settings, () => openProxyPassword(kernel.store.read, kernel, settings.network));
    return settings;
  };
  apply(current);
  return {
    name: 'settings',
    routes: {
      get: () => readSettings(kernel.store.read),
      update: (actor, input) => apply(updateSettings(kernel, actor, input)),
    },
    api: { current: () => current },
    tables: [{ table: settingsTable, travels: 'none', kept: 'untilDeleted' }],
    facts: Object.values(settingsFacts),
    jobs: [],
  };
}
