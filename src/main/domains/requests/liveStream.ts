import type { StreamEventRow, StreamWindow } from '#contract/bodies.ts';
import { EventLog, mostTimes, type StreamKind, streamKind } from '#core/http/eventLog.ts';

/** Text without an end of an event that is looked through again with each piece. */
const longestRest = 200_000;

/** The events of a response that is still arriving. */
export class LiveStream {
  /** When each of the first events came, in milliseconds from the head. */
  readonly times: number[] = [];
  private readonly kind: StreamKind;
  private readonly log: EventLog;
  private readonly decoder = new TextDecoder();
  private readonly begun = performance.now();
  /** What came after the last event that is whole. */
  private rest = '';
  /** Events in what is held back until more tells whether it belongs to a secret. */
  private held: readonly StreamEventRow[] = [];

  constructor(kind: StreamKind) {
    this.kind = kind;
    this.log = new EventLog(kind);
  }

  /** Null for a type that is no stream of events. */
  static of(mediaType: string): LiveStream | null {
    const kind = streamKind(mediaType);
    return kind === null ? null : new LiveStream(kind);
  }

  /** @param waiting what follows and is held back, masked where it may be a secret */
  push(chunk: Uint8Array, waiting: Uint8Array): void {
    const at = performance.now() - this.begun;
    const text = this.decoder.decode(chunk, { stream: true });
    this.log.push(text, at);
    this.rest = afterLastEvent(this.kind, this.rest + text).slice(-longestRest);
    const ahead = new EventLog(this.kind);
    if (waiting.length > 0) ahead.push(this.rest + new TextDecoder().decode(waiting), at);
    this.held = ahead.after(0, ahead.total).map((event) => ({ ...event, seq: this.log.total + event.seq }));
    const count = Math.min(mostTimes, this.log.total + this.held.length);
    while (this.times.length < count) this.times.push(Math.round(at));
  }

  window(after: number, limit: number): StreamWindow {
    const held = this.held.filter(({ seq }) => seq > after);
    const events = [...this.log.after(after, limit), ...held].slice(0, limit);
    const { first, total } = this.log;
    return {
      kind: this.kind,
      events: events.map((event) => ({ ...event, at: this.times[event.seq - 1] ?? event.at })),
      total: total + this.held.length,
      first,
      live: true,
    };
  }
}

function afterLastEvent(kind: StreamKind, text: string): string {
  const end = kind === 'lines' ? /\n/g : /\r\n\r\n|\n\n|\r\r/g;
  let from = 0;
  for (const found of text.matchAll(end)) from = found.index + found[0].length;
  return text.slice(from);
}
