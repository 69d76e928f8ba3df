/** A deadline that stands still while something is waited for, as long as the allowance for waiting lasts. Milliseconds. */
export class TimeLimit {
  readonly #onLate: () => void;
  #timer: NodeJS.Timeout | undefined;
  #left: number;
  /** Left for waiting; null where waiting counts like everything else. */
  #allowance: number | null;
  #since = 0;
  #waits = 0;

  constructor(ms: number, allowance: number, onLate: () => void) {
    this.#left = ms;
    this.#allowance = allowance > 0 ? allowance : null;
    this.#onLate = onLate;
    this.#arm();
  }

  /** Something is waited for; several may be at once. */
  pause(): void {
    this.#waits += 1;
    if (this.#waits > 1 || this.#allowance === null) return;
    this.#left -= performance.now() - this.#since;
    this.#arm();
  }

  resume(): void {
    this.#waits -= 1;
    if (this.#waits > 0 || this.#allowance === null) return;
    this.#allowance -= performance.now() - this.#since;
    this.#arm();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waits = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#since = performance.now();
    const allowance = this.#allowance ?? 0;
    const left = this.#left + (this.#waits > 0 ? Math.max(0, allowance) : Math.min(0, allowance));
    this.#timer = setTimeout(this.#onLate, Math.max(0, left));
  }
}
