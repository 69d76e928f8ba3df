import { type Chance, dynamicValue } from '#core/variables/dynamic.ts';
import { PropertyList } from './propertyList.ts';
import { uuid } from './text.ts';
import type { Scope, VariableChanges } from './wire.ts';

const mostLevels = 20;

/** Variables of one scope, as Postman's `VariableScope` shows them. */
export class VariableScope {
  readonly name: string | undefined;
  #values: Map<string, unknown>;
  readonly #before: ReadonlyMap<string, unknown>;
  readonly #set = new Set<string>();
  readonly #lookUp: (name: string) => unknown;

  /** @param lookUp what `replaceIn` resolves names with; by default this scope alone */
  constructor(values: Readonly<Record<string, unknown>>, name?: string | null, lookUp?: (name: string) => unknown) {
    this.#values = new Map(Object.entries(values));
    this.#before = new Map(this.#values);
    this.#lookUp = lookUp ?? ((wanted) => this.#values.get(wanted));
    this.name = name ?? undefined;
  }

  get(name: string): unknown {
    return this.#values.get(String(name));
  }

  /** Throws where the value cannot be written as JSON, in which it is kept. */
  set(name: string, value: unknown): void {
    const kept = typeof value === 'bigint' ? String(value) : value;
    try {
      JSON.stringify(kept);
    } catch (error) {
      throw new TypeError(
        `The value of ${String(name)} cannot be kept: ${error instanceof Error ? error.message : error}`,
      );
    }
    this.#values.set(String(name), kept);
    this.#set.add(String(name));
  }

  unset(name: string): void {
    this.#values.delete(String(name));
    this.#set.delete(String(name));
  }

  has(name: string): boolean {
    return this.#values.has(String(name));
  }

  clear(): void {
    this.#values.clear();
    this.#set.clear();
  }

  toObject(): Record<string, unknown> {
    return Object.fromEntries(this.#values);
  }

  /** The variables as a list. What is changed in it is not kept. */
  get values(): PropertyList {
    return new PropertyList(
      [...this.#values].map(([key, value]) => ({ key, value, type: 'any' })),
      'variables',
    );
  }

  toJSON(): Record<string, unknown> {
    return this.toObject();
  }

  replaceIn(template: unknown): unknown {
    return replaceIn(template, this.#lookUp);
  }

  changes(): VariableChanges {
    const set = [...this.#set].map((name) => [name, this.#values.get(name) ?? null] as const);
    return { set: Object.fromEntries(set), unset: [...this.#before.keys()].filter((name) => !this.#values.has(name)) };
  }
}

/** `pm.variables`: reads through all scopes, the nearest first, and writes to those of the run. */
export class LayeredVariables {
  readonly #layers: readonly VariableScope[];
  readonly #local: VariableScope;

  constructor(scopes: Readonly<Record<Scope, VariableScope>>) {
    this.#local = scopes.local;
    this.#layers = [scopes.local, scopes.data, scopes.environment, scopes.collection, scopes.globals];
  }

  get(name: string): unknown {
    return this.#layers.find((scope) => scope.has(name))?.get(name);
  }

  has(name: string): boolean {
    return this.#layers.some((scope) => scope.has(name));
  }

  set(name: string, value: unknown): void {
    this.#local.set(name, value);
  }

  unset(name: string): void {
    this.#local.unset(name);
  }

  clear(): void {
    this.#local.clear();
  }

  toObject(): Record<string, unknown> {
    return Object.assign({}, ...this.#layers.toReversed().map((scope) => scope.toObject()));
  }

  toJSON(): Record<string, unknown> {
    return this.toObject();
  }

  replaceIn(template: unknown): unknown {
    return replaceIn(template, (name) => this.get(name));
  }
}

const chance: Chance = { now: Date.now, random: () => Math.random(), uuid };

/** Replaces `{{name}}`, also in what it is replaced by; what nobody knows stays as it is. Objects are gone through. */
function replaceIn(template: unknown, lookUp: (name: string) => unknown): unknown {
  if (typeof template === 'object' && template !== null)
    return JSON.parse(JSON.stringify(template), (_key, value: unknown) =>
      typeof value === 'string' ? replaceIn(value, lookUp) : value,
    );
  if (typeof template !== 'string') return template;
  let text = template;
  for (let level = 0; level < mostLevels && text.includes('{{'); level += 1) {
    const next = text.replace(/\{\{([^{}]*)\}\}/g, (whole, name: string) => {
      const value = lookUp(name.trim()) ?? dynamicValue(name.trim(), chance) ?? undefined;
      return value === undefined ? whole : typeof value === 'object' ? JSON.stringify(value) : String(value);
    });
    if (next === text) break;
    text = next;
  }
  return text;
}
