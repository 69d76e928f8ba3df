import type { StreamWindow } from '#contract/bodies.ts';
import type { ExchangeId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { LiveResponse } from '#contract/responses.ts';
import { essence, isTextual } from '#core/http/mediaType.ts';
import type { OutboundProgress } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { LiveStream } from './liveStream.ts';

/** Takes in what a response brings while it arrives. */
export interface LiveProgress extends Required<Pick<OutboundProgress, 'onHead' | 'onData'>> {
  /** When the first events of a stream came, in milliseconds from its head; empty for anything else. */
  readonly eventTimes: readonly number[];
}

/** The requests that are being sent, so that their senders can watch and cancel them. */
export interface InFlight {
  /**
   * Runs `work` under `id`; its signal ends with a cancel or with `outer`, and `live` is what the sender sees in the meantime. Throws CONFLICT
   * where the id is under way already.
   */
  run<T>(
    actor: Actor,
    id: ExchangeId,
    outer: AbortSignal | undefined,
    work: (signal: AbortSignal, live: LiveProgress) => Promise<T>,
  ): Promise<T>;
  /** What came so far; null before the head, and for what is not under way. People see what they sent themselves. */
  live(actor: Actor, id: ExchangeId): LiveResponse | null;
  /** Events of a stream that is arriving, after one of them; null for what is not under way. People see what they sent themselves. */
  events(actor: Actor, input: { id: ExchangeId; after: number; limit: number }): StreamWindow | null;
  /** Whether there was something to cancel. People cancel what they sent themselves. */
  cancel(actor: Actor, id: ExchangeId): boolean;
}

/** Bytes at the end of a body that are shown while it arrives. */
const shownBytes = 64 * 1024;

/** The end of one response. */
class Watched implements LiveProgress {
  readonly controller = new AbortController();
  private head: Pick<LiveResponse, 'status' | 'mediaType'> | null = null;
  private bytes = 0;
  private tail: Uint8Array[] = [];
  private tailBytes = 0;
  private waiting: Uint8Array = new Uint8Array();
  private stream: LiveStream | null = null;

  readonly onHead: LiveProgress['onHead'] = ({ status, headers }) => {
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
    this.head = { status, mediaType: essence(type) || null };
    this.bytes = 0;
    this.tail = [];
    this.tailBytes = 0;
    this.waiting = new Uint8Array();
    this.stream = LiveStream.of(type);
  };

  readonly onData: LiveProgress['onData'] = (chunk, waiting) => {
    this.bytes += chunk.length;
    this.waiting = waiting;
    this.stream?.push(chunk, waiting);
    this.tail.push(chunk);
    this.tailBytes += chunk.length;
    while (this.tailBytes - (this.tail[0]?.length ?? 0) >= shownBytes) this.tailBytes -= this.tail.shift()?.length ?? 0;
  };

  get eventTimes(): readonly number[] {
    return this.stream?.times ?? [];
  }

  events(after: number, limit: number): StreamWindow {
    return this.stream?.window(after, limit) ?? { kind: null, events: [], total: 0, first: 1, live: true };
  }

  get shown(): LiveResponse | null {
    if (this.head === null) return null;
    const isText = this.head.mediaType !== null && isTextual(this.head.mediaType);
    const text = isText
      ? new TextDecoder().decode(Buffer.concat([...this.tail, this.waiting]).subarray(-shownBytes))
      : null;
    return { ...this.head, bytes: this.bytes + this.waiting.length, text };
  }
}

export function createInFlight(): InFlight {
  const running = new Map<string, Watched>();
  const keyOf = ({ tenantId, userId }: Actor, id: ExchangeId) => `${tenantId} ${userId} ${id}`;
  return {
    run: async (actor, id, outer, work) => {
      const key = keyOf(actor, id);
      if (running.has(key)) throw commonFaults.fault('CONFLICT', 'This request is already being sent.');
      const watched = new Watched();
      const { signal } = watched.controller;
      running.set(key, watched);
      try {
        return await work(outer ? AbortSignal.any([outer, signal]) : signal, watched);
      } finally {
        running.delete(key);
      }
    },
    live: (actor, id) => running.get(keyOf(actor, id))?.shown ?? null,
    events: (actor, { id, after, limit }) => running.get(keyOf(actor, id))?.events(after, limit) ?? null,
    cancel: (actor, id) => {
      const watched = running.get(keyOf(actor, id));
      watched?.controller.abort();
      return watched !== undefined;
    },
  };
}
