import type { DefinitionProblem, DefinitionReport, ProblemCode, Severity } from './definition.ts';

const listed = 200;
const remembered = 10_000;
/** A name in a document can be as long as the document; what is said about it cannot. */
const longestMessage = 500;
const longestPointer = 2_000;

/** The pointer itself, or that of the nearest holder whose pointer is short enough to keep. */
function shortPointer(pointer: string): string {
  if (pointer.length <= longestPointer) return pointer;
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/', longestPointer)));
}

/** What is wrong with a definition that is used all the same. Keeps the first 200 and counts the rest by code. */
export class Problems {
  readonly #list: DefinitionProblem[] = [];
  readonly #seen = new Set<string>();
  readonly #places = new Set<string>();
  readonly #counts = new Map<string, DefinitionReport['problemCounts'][number]>();

  /** Tells a problem once, however many operations lead to it. */
  add(code: ProblemCode, severity: Severity, at: string, said: string): void {
    const pointer = shortPointer(at);
    const message = said.length > longestMessage ? `${said.slice(0, longestMessage)}…` : said;
    const identity = `${code} ${pointer} ${message}`;
    if (this.#seen.has(identity)) return;
    if (this.#seen.size < remembered) {
      this.#seen.add(identity);
      this.#places.add(pointer);
    }
    this.#count(code, severity);
    if (this.#list.length < listed) this.#list.push({ code, message, pointer, severity });
  }

  isReported(pointer: string): boolean {
    return this.#places.has(pointer);
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
