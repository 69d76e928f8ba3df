import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { defaultSettings, type Settings, settings as settingsSchema } from '#contract/settings.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Events } from '#main/kernel/events.ts';
import type { Reader, Store, Writer } from '#main/store/index.ts';
import { settingsTable } from './table.ts';

export interface SettingsDeps {
  readonly store: Store;
  readonly events: Events;
  /** Told after a change, so that what runs can follow it. */
  readonly onChange: (settings: Settings) => void;
}

const row = 'console';

/** The settings of this machine; values that an older version wrote and this one does not know fall back to the default. */
export function readSettings(r: Reader): Settings {
  const stored = readValue(r, row, settingsSchema.partial().catch({}));
  const parsed = settingsSchema.safeParse({ ...defaultSettings, ...stored });
  return parsed.success ? parsed.data : defaultSettings;
}

/** Saves what is given. Appearance is anyone's to choose; the rest is the admins'. */
export function updateSettings(deps: SettingsDeps, actor: Actor, changes: Partial<Settings>): Settings {
  const { colorScheme, ...rest } = changes;
  if (Object.keys(rest).length > 0) requireRole(actor, 'admin');
  const next = deps.store.write((w) => {
    const settings = settingsSchema.parse({ ...readSettings(w), ...changes });
    writeValue(w, row, settings);
    return settings;
  });
  deps.onChange(next);
  deps.events.changed('settings', null);
  return next;
}

/** A value that the console keeps under a name of its own; nothing where it is missing or does not fit `schema`. */
export function readValue<T>(r: Reader, name: string, schema: z.ZodType<T>): T | undefined {
  const found = r.select().from(settingsTable).where(eq(settingsTable.name, name)).get();
  return found && schema.safeParse(JSON.parse(found.value)).data;
}

/** Keeps a JSON value under a name. */
export function writeValue(w: Writer, name: string, value: unknown): void {
  const text = JSON.stringify(value);
  w.insert(settingsTable)
    .values({ name, value: text })
    .onConflictDoUpdate({ target: settingsTable.name, set: { value: text } })
    .run();
}
