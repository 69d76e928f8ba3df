import type { OutboundCall } from './call.ts';
import { IncomingBody } from './incomingBody.ts';
import { ConnectionLost, type ExchangeSettings, type ResponseHead } from './responseHead.ts';
import type { WireRequest } from './wireRequest.ts';

/** What holds back what arrives, and lets it go on. */
interface Flow {
  pause(): void;
  resume(): void;
}

/**
 * One request and its response, whatever the protocol between: its phases, what limits each, and how it ends.
 * `begun` and `answered` tell whether the request may be sent again elsewhere.
 */
export abstract class Exchange {
  /** The request was written, at least in part. */
  begun = false;
  /** Something of a response came. */
  answered = false;
  protected sent = false;
  protected over = false;
  protected body: IncomingBody | null = null;
  protected trailers: [string, string][] = [];
  protected readonly call: OutboundCall;
  protected readonly settings: ExchangeSettings;
  protected readonly idle: ReturnType<OutboundCall['idle']>;
  private wireBytes = 0;
  private stopWaiting = () => {};
  private settle: { resolve(head: ResponseHead): void; reject(error: unknown): void } | null = null;

  constructor(call: OutboundCall, settings: ExchangeSettings) {
    this.call = call;
    this.settings = settings;
    this.idle = call.idle(settings.idleMs);
  }

  /** Sends the request and resolves with the head; the body follows on its own. Rejects with what ended it, or the abort reason. */
  run(request: WireRequest): Promise<ResponseHead> {
    this.call.phase = 'send';
    this.call.signal.addEventListener('abort', this.abort, { once: true });
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      if (this.call.signal.aborted) this.abort();
      if (!this.over) void this.write(request).catch((error: unknown) => this.fail(error));
    });
  }

  /** Whatever is still under way ends with this. */
  end(error: unknown): void {
    this.fail(error);
  }

  /** The server cannot have acted on the request. */
  abstract isUnprocessed(error: unknown, reused: boolean): boolean;

  protected abstract write(request: WireRequest): Promise<void>;

  /** Gives up what carried the exchange, which failed. */
  protected abstract drop(): void;

  /** Another piece of the body went out, and the next is wanted. */
  protected goesOn(): boolean {
    if (!this.over) this.idle.touch();
    return !this.over;
  }

  protected onSent(): void {
    if (this.sent) return;
    this.sent = true;
    this.idle.stop();
    if (this.body !== null || this.over) return;
    this.call.watch.mark('send');
    this.call.phase = 'wait';
    this.stopWaiting = this.call.limit(this.settings.responseMs, 'responseMs');
  }

  protected respond(head: Omit<ResponseHead, 'body' | 'wireBytes' | 'trailers'>, flow: Flow): void {
    this.stopWaiting();
    this.call.watch.mark('firstByte');
    this.call.phase = 'download';
    this.idle.touch();
    const body = new IncomingBody({
      pause: () => {
        this.idle.stop();
        flow.pause();
      },
      resume: () => {
        this.idle.touch();
        flow.resume();
      },
      drop: () => this.fail(new ConnectionLost('body dropped')),
    });
    this.body = body;
    this.settle?.resolve({ ...head, body, wireBytes: () => this.wireBytes, trailers: () => this.trailers });
  }

  protected onBody(chunk: Buffer): void {
    this.idle.touch();
    this.wireBytes += chunk.length;
    this.body?.push(chunk);
  }

  /** The response is whole. */
  protected complete(): void {
    this.over = true;
    this.call.watch.mark('download');
    this.release();
    this.body?.end();
  }

  protected fail(error: unknown): void {
    if (this.over) return;
    this.over = true;
    this.release();
    this.call.watch.mark(this.body === null ? 'firstByte' : 'download');
    const reason: unknown = this.call.signal.aborted ? this.call.signal.reason : error;
    this.settle?.reject(reason);
    this.body?.fail(reason);
    this.drop();
  }

  private readonly abort = (): void => this.fail(this.call.signal.reason);

  private release(): void {
    this.idle.stop();
    this.stopWaiting();
    this.call.signal.removeEventListener('abort', this.abort);
  }
}
