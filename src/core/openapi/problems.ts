import type { DefinitionProblem, DefinitionReport, ProblemCode, Severity } from './definition.ts';

const listed = 200;
const remembered = 10_000;

/** What is wrong with a definition that is used all the same. Keeps the first 200 and counts the rest by code. */
export class Problems {
  readonly #list: DefinitionProblem[] = [];
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string, DefinitionReport['problemCounts'][number]>();

  /** Tells a problem once, however many operations lead to it. */
  add(code: ProblemCode, severity: Severity, pointer: string, message: string): void {
    const identity = `${code} ${pointer} ${message}`;
    if (this.#seen.has(identity)) return;
    if (this.#seen.size < remembered) this.#seen.add(identity);
    this.#count(code, severity);
    if (this.#list.length < listed) this.#list.push({ code, message, pointer, severity });
  }

  get list(): readonly DefinitionProblem[] {
    return this.#list;
  }

  get counts(): DefinitionReport['problemCounts'] {
    return [...this.#counts.values()];
  }

  #count(code: ProblemCode, severity: Severity): void {
    const key = `${code} ${severity}`;
    const entry = this.#counts.get(key) ?? { code, severity, count: 0 };
    entry.count += 1;
    this.#counts.set(key, entry);
  }
}
