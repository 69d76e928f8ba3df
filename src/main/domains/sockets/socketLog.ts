import type { SocketEntry } from '#contract/sockets.ts';

/** Of one message; the rest is counted, not kept. */
const mostKeptBytes = 256 * 1024;
/** Of one log: what is older goes. */
const mostEntries = 5_000;
const mostLogBytes = 32 * 1024 * 1024;
/** Of one answer. */
const mostAtOnce = 500;
const mostBytesAtOnce = 2 * 1024 * 1024;

/** What happened on a WebSocket, the newest last, within bounds. */
export class SocketLog {
  private entries: SocketEntry[] = [];
  private bytes = 0;
  private next = 1;
  private readonly waiting = new Set<() => void>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  add(direction: SocketEntry['direction'], kind: SocketEntry['kind'], data: string, bytes: number): void {
    const isText = kind !== 'binary';
    const most = isText ? mostKeptBytes : Math.floor(mostKeptBytes / 3) * 4;
    const kept = data.length > most ? data.slice(0, most) : data;
    const entry = {
      seq: this.next,
      at: this.now(),
      direction,
      kind,
      data: kept,
      bytes,
      cut: kept.length < data.length,
    };
    this.next += 1;
    this.entries.push(entry);
    this.bytes += kept.length;
    let gone = 0;
    while (this.entries.length - gone > mostEntries || this.bytes > mostLogBytes) {
      this.bytes -= this.entries[gone]?.data.length ?? 0;
      gone += 1;
    }
    if (gone > 0) this.entries.splice(0, gone);
    this.wake();
  }

  /** What came after an entry, as much as one answer takes. */
  since(seq: number): { entries: SocketEntry[]; dropped: number; more: boolean } {
    const first = this.entries[0]?.seq ?? this.next;
    const found = this.entries.slice(Math.max(0, seq + 1 - first));
    let [count, bytes] = [0, 0];
    for (const { data } of found) {
      if (count === mostAtOnce || (count > 0 && bytes + data.length > mostBytesAtOnce)) break;
      count += 1;
      bytes += data.length;
    }
    const dropped = Math.max(0, first - seq - 1);
    return { entries: found.slice(0, count), dropped, more: count < found.length };
  }

  /** Resolves when something is there after an entry, the time is over, or nobody asks any more. */
  async whenAfter(seq: number, ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.next > seq + 1 || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiting.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  wake(): void {
    for (const done of [...this.waiting]) done();
  }
}
