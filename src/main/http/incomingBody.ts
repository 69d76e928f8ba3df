interface Source {
  pause(): void;
  resume(): void;
  /** Nobody reads on. */
  drop(): void;
}

/** Bytes that wait unread before the source is paused. */
const mostWaiting = 256 * 1024;

/**
 * A body while it arrives; read it once, with `for await`. What came before a failure is read before the failure is thrown. Leaving the
 * loop early drops the rest.
 */
export class IncomingBody implements AsyncIterable<Buffer> {
  private queue: Buffer[] = [];
  private waiting = 0;
  private outcome: { readonly error: unknown } | 'end' | null = null;
  private wake = () => {};
  private readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  push(chunk: Buffer): void {
    this.queue.push(chunk);
    this.waiting += chunk.length;
    if (this.waiting > mostWaiting) this.source.pause();
    this.wake();
  }

  end(): void {
    this.outcome ??= 'end';
    this.wake();
  }

  fail(error: unknown): void {
    this.outcome ??= { error };
    this.wake();
  }

  /** Drops what has not been read. */
  destroy(): void {
    this.queue = [];
    if (this.outcome === null) this.source.drop();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    try {
      for (;;) {
        const chunk = this.queue.shift();
        if (chunk !== undefined) {
          this.waiting -= chunk.length;
          if (this.waiting < mostWaiting / 2 && this.outcome === null) this.source.resume();
          yield chunk;
        } else if (this.outcome === 'end') return;
        else if (this.outcome !== null) throw this.outcome.error;
        else
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
      }
    } finally {
      this.destroy();
    }
  }
}
