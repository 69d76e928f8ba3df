/** A deadline that stands still while something is waited for, as long as the allowance for waiting lasts. Milliseconds. */
export class TimeLimit {
  readonly #onLate: () => void;
  #timer: NodeJS.Timeout | undefined;
  #left: number;
  #allowance: number;
  #since = 0;
  #waits = 0;

  constructor(ms: number, allowance: number, onLate: () => void) {
    this.#left = ms;
    this.#allowance = allowance;
    this.#onLate = onLate;
    this.#arm();
  }

  /** Something is waited for; several may be at once. */
  pause(): void {
    this.#waits += 1;
    if (this.#waits > 1) return;
    this.#left -= performance.now() - this.#since;
    this.#arm();
  }

  resume(): void {
    this.#waits -= 1;
    if (this.#waits > 0) return;
    this.#allowance -= performance.now() - this.#since;
    this.#arm();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waits = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    if (this.#waits === Number.POSITIVE_INFINITY) return;
    clearTimeout(this.#timer);
    this.#since = performance.now();
    const left =
      this.#waits > 0 ? this.#left + Math.max(0, this.#allowance) : this.#left + Math.min(0, this.#allowance);
    this.#timer = setTimeout(this.#onLate, Math.max(0, left));
  }
}
