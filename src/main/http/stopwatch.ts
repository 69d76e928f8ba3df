import type { PhaseTimings } from '#contract/network.ts';

type Mark = 'dns' | 'connect' | 'tls' | 'send' | 'firstByte' | 'download';

/** Collects the phases of the current hop; `restart` forgets them for the next hop, `total` runs on. */
export class Stopwatch {
  private readonly begun = performance.now();
  private last = this.begun;
  private phases = new Map<Mark, number>();

  /** The time since the previous mark belongs to this phase. */
  mark(phase: Mark): void {
    const now = performance.now();
    this.phases.set(phase, (this.phases.get(phase) ?? 0) + now - this.last);
    this.last = now;
  }

  /** The time since the previous mark belongs to no phase. */
  skip(): void {
    this.last = performance.now();
  }

  restart(): void {
    this.phases = new Map();
    this.skip();
  }

  read(): PhaseTimings {
    const of = (phase: Mark) => this.phases.get(phase) ?? null;
    return {
      dns: of('dns'),
      connect: of('connect'),
      tls: of('tls'),
      send: of('send'),
      firstByte: of('firstByte'),
      download: of('download'),
      total: performance.now() - this.begun,
    };
  }
}
