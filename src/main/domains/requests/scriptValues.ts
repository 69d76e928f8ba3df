import type { GroupId } from '#contract/common.ts';
import { counted } from '#core/counted.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import type { SecretPlace } from '#core/http/secretNames.ts';
import type { SetValue, SetValues } from '#main/domains/environments/index.ts';
import type { Actor } from '#main/kernel/actor.ts';

/** What is said of a value that was not kept. */
export const noRoom = (name: string): string =>
  `The variable ${name.slice(0, 100)} was not kept: there is room for ${counted(mostNames, 'variable')} of at most ${counted(longestValue, 'character')}.`;

/** Names that one person's scripts can set in one place, and characters of a value. */
const mostNames = 500;
const longestValue = 1_000_000;

/** A shorter value occurs by chance in too many texts. */
const shortest = 4;
const judge = createJudge();

/** Whether a value is to be hidden for what it is called where it comes from, or where it goes. */
export const isSecretValue = (name: string, text: string, place: SecretPlace = 'field'): boolean =>
  text.length >= shortest && judge(place, name, text);

/** A value under a name, for what is sent after it. @param hasSecret a secret went into it, whatever it is called */
export function setValueOf(name: string, value: unknown, hasSecret = false): SetValue {
  if (typeof value === 'string') return { text: value, secret: hasSecret || isSecretValue(name, value) };
  const text = JSON.stringify(value) ?? '';
  return { text, value, secret: hasSecret || isSecretValue(name, text) };
}

export type ScriptScope = 'globals' | 'collection' | 'environment' | 'local';

/**
 * What scripts and captures set, over the values that are stored. It is in memory alone: a token that one request gets serves those after
 * it, and is gone with the run or the console.
 */
export class ScriptValues implements SetValues {
  readonly globals = new Map<string, SetValue | null>();
  readonly collection = new Map<string, SetValue | null>();
  readonly environment = new Map<string, SetValue | null>();
  /** What counts for the requests of a run, whatever is stored. */
  readonly local = new Map<string, SetValue>();
  /** The row of data that an iteration of a run goes by. */
  readonly data: ReadonlyMap<string, SetValue>;

  constructor(data: ReadonlyMap<string, SetValue> = new Map()) {
    this.data = data;
  }

  /** Values that count for a request whatever is stored. */
  get given(): ReadonlyMap<string, SetValue> {
    return new Map([...this.data, ...this.local]);
  }

  /** Whether there was room for it. */
  set(scope: ScriptScope, name: string, value: SetValue): boolean {
    const values = this[scope];
    if (value.text.length > longestValue || (values.size >= mostNames && !values.has(name))) return false;
    values.set(name, value);
    return true;
  }

  unset(scope: ScriptScope, name: string): void {
    if (scope === 'local') this.local.delete(name);
    else if (this[scope].size < mostNames) this[scope].set(name, null);
  }

  /** The same with other data and nothing local: for the next iteration. */
  withData(data: ReadonlyMap<string, SetValue>): ScriptValues {
    const next = new ScriptValues(data);
    for (const scope of ['globals', 'collection', 'environment'] as const)
      for (const [name, value] of this[scope]) next[scope].set(name, value);
    return next;
  }
}

/** Nothing was set. */
export const noValues = new ScriptValues();

interface Place {
  readonly environmentId: string | null;
  /** The collection that the request lies in. */
  readonly collectionId: GroupId | null;
}

/** The values of each person, environment and collection, for as long as the console runs. */
export interface SessionValues {
  of(actor: Actor, place: Place): ScriptValues;
  /** Forgets them all, for example when the vault is locked. */
  clear(): void;
}

const mostPlaces = 200;

export function createSessionValues(): SessionValues {
  const places = new Map<string, Map<string, SetValue | null>>();
  const mapOf = (key: string) => {
    const found = places.get(key) ?? new Map<string, SetValue | null>();
    places.delete(key);
    places.set(key, found);
    for (const oldest of places.keys()) if (places.size > mostPlaces) places.delete(oldest);
    return found;
  };
  return {
    of: ({ tenantId, userId }, { environmentId, collectionId }) => {
      const key = (scope: string, id: string | null) => JSON.stringify([tenantId, userId, scope, id]);
      const values = new ScriptValues();
      return Object.assign(values, {
        globals: mapOf(key('globals', null)),
        environment: mapOf(key('environment', environmentId)),
        collection: mapOf(key('collection', collectionId)),
      });
    },
    clear: () => places.clear(),
  };
}
