import { createParser, type EventSourceParser } from 'eventsource-parser';
import { essence } from './mediaType.ts';

/** How a body that is a row of events is written: server-sent events (HTML standard, 9.2), or one JSON text a line. */
export type StreamKind = 'sse' | 'lines';

/** Null for what is no such row. */
export function streamKind(mediaType: string | null): StreamKind | null {
  const type = essence(mediaType ?? '');
  if (type === 'text/event-stream') return 'sse';
  // RFC 7464 begins each text with a record separator, the others end it with a line feed.
  return /^application\/(x-ndjson|ndjson|jsonl|jsonlines|x-jsonlines|json-seq|stream\+json|.+\+json-seq)$/.test(type)
    ? 'lines'
    : null;
}

export interface StreamEvent {
  /** Its number, from 1. */
  readonly seq: number;
  /** Milliseconds from the head of the response; null where that is not known. */
  readonly at: number | null;
  /** `message` where the server names none, `line` of JSON lines. */
  readonly type: string;
  readonly id: string | null;
  readonly data: string;
  /** Characters of the whole data. */
  readonly length: number;
}

/** Characters of an event that are kept; longer ones are cut. */
export const longestData = 20_000;
/** A line without an end is dropped beyond this. */
const longestLine = 4_000_000;

interface Limits {
  readonly events: number;
  readonly characters: number;
}

/** What a page is given of a response under way. */
const liveLimits: Limits = { events: 10_000, characters: 20_000_000 };

/** Takes the text of a stream piece by piece, and keeps the last of its events. */
export class EventLog {
  /** How many there were. */
  total = 0;
  private kept: StreamEvent[] = [];
  private characters = 0;
  private readonly limits: Limits;
  private readonly feed: (text: string) => void;
  private readonly flush: () => void;
  private now: number | null = null;

  constructor(kind: StreamKind, limits: Limits = liveLimits) {
    this.limits = limits;
    const reader = kind === 'sse' ? eventReader(this.add) : lineReader(this.add);
    this.feed = reader.feed;
    this.flush = reader.flush;
  }

  /** @param at milliseconds from the head at which the text came; null where that is not known */
  push(text: string, at: number | null): void {
    this.now = at;
    this.feed(text);
  }

  /** Nothing follows: a last line needs no line feed. An event that is not complete is none (HTML standard, 9.2.6). */
  end(): void {
    this.flush();
  }

  /** Number of the oldest event that is kept. */
  get first(): number {
    return this.total - this.kept.length + 1;
  }

  /** Kept events after one, the oldest first. */
  after(seq: number, count: number): StreamEvent[] {
    const from = Math.max(0, seq + 1 - this.first);
    return this.kept.slice(from, from + count);
  }

  private readonly add = (type: string, id: string | null, data: string): void => {
    this.total += 1;
    const shown = data.slice(0, longestData);
    this.kept.push({ seq: this.total, at: this.now, type, id, data: shown, length: data.length });
    this.characters += shown.length;
    if (this.kept.length > this.limits.events * 1.1 || this.characters > this.limits.characters) this.shorten();
  };

  /** Drops the oldest, a tenth at once so that it happens seldom. */
  private shorten(): void {
    let from = Math.max(0, this.kept.length - this.limits.events);
    for (const { data } of this.kept.slice(0, from)) this.characters -= data.length;
    while (this.characters > this.limits.characters * 0.9 && from < this.kept.length - 1) {
      this.characters -= this.kept[from]?.data.length ?? 0;
      from += 1;
    }
    this.kept = this.kept.slice(from);
  }
}

/** Times of events that are recorded with a response. */
export const mostTimes = 10_000;

type OnEvent = (type: string, id: string | null, data: string) => void;

interface TextReader {
  feed(text: string): void;
  flush(): void;
}

function eventReader(onEvent: OnEvent): TextReader {
  const parser: EventSourceParser = createParser({
    maxBufferSize: longestLine,
    onEvent: ({ event, id, data }) => onEvent(event ?? 'message', id ?? null, data),
    onError: ({ type }) => {
      // What was too long is dropped; the next event is read.
      if (type === 'max-buffer-size-exceeded') parser.reset();
    },
  });
  return { feed: (text) => parser.feed(text), flush: () => undefined };
}

/** Begins a text of a sequence (RFC 7464 section 2.2). */
const separator = '\u001e';

function lineReader(onEvent: OnEvent): TextReader {
  let rest = '';
  const take = (line: string) => {
    const text = (line.startsWith(separator) ? line.slice(1) : line).trim();
    if (text !== '') onEvent('line', null, text);
  };
  return {
    feed: (text) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
      if (rest.length > longestLine) rest = '';
    },
    flush: () => {
      take(rest);
      rest = '';
    },
  };
}
