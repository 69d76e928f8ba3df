import type { OutboundCall } from './call.ts';
import { IncomingBody } from './incomingBody.ts';
import { ConnectionLost, type ExchangeSettings, type ResponseHead, SocketGone } from './responseHead.ts';
import { type ParsedHead, ResponseParser } from './responseParser.ts';
import { idleTime, type PooledSocket, type SocketReader } from './socketPool.ts';
import { headText, type WireRequest, writeBody } from './wireRequest.ts';

/** One request and its response on one socket. `begun` and `answered` tell whether it may be sent again elsewhere. */
export class RoundTrip implements SocketReader {
  /** The request was written, at least in part. */
  begun = false;
  /** At least one byte of a response came. */
  answered = false;
  private sent = false;
  private over = false;
  private wireBytes = 0;
  private trailers: [string, string][] = [];
  private persistent = false;
  /** The request says that it is the last one (RFC 9112 section 9.6). */
  private isLast = false;
  private body: IncomingBody | null = null;
  private stopWaiting = () => {};
  private settle: { resolve(head: ResponseHead): void; reject(error: unknown): void } | null = null;
  private readonly parser: ResponseParser;
  private readonly pooled: PooledSocket;
  private readonly call: OutboundCall;
  private readonly settings: ExchangeSettings;
  private readonly idle;

  constructor(pooled: PooledSocket, method: string, call: OutboundCall, settings: ExchangeSettings) {
    this.pooled = pooled;
    this.call = call;
    this.settings = settings;
    this.idle = call.idle(settings.idleMs);
    this.parser = new ResponseParser(method, {
      head: (head) => this.onHead(head),
      data: (chunk) => this.onBody(chunk),
      end: (trailers, rest) => this.onEnd(trailers, rest),
    });
  }

  /** Sends the request and resolves with the head; the body follows on its own. Rejects with what ended it, or the abort reason. */
  run(request: WireRequest): Promise<ResponseHead> {
    this.call.phase = 'send';
    this.isLast = request.headers.some(([name, value]) => /^connection$/i.test(name) && /^close$/i.test(value));
    this.call.signal.addEventListener('abort', this.abort, { once: true });
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.pooled.listen(this);
      if (this.call.signal.aborted) this.abort();
      if (!this.over) void this.write(request).catch((error: unknown) => this.fail(error));
    });
  }

  /** The server cannot have acted on the request. */
  isUnprocessed(_error: unknown, reused: boolean): boolean {
    return reused && !this.begun;
  }

  /** Whatever is still under way ends with this. */
  end(error: unknown): void {
    this.fail(error);
  }

  data(chunk: Buffer): void {
    if (this.over) return;
    this.answered = true;
    try {
      this.parser.push(chunk);
    } catch (error) {
      this.fail(error);
    }
  }

  closed(error: Error | null): void {
    if (this.over) return;
    this.persistent = false;
    if (error === null && this.parser.close()) return;
    this.fail(error ?? new ConnectionLost('closed'));
  }

  private async write(request: WireRequest): Promise<void> {
    const { socket } = this.pooled;
    if (socket.destroyed) throw new SocketGone('connection gone');
    this.begun = true;
    this.idle.touch();
    socket.cork();
    socket.write(headText(request), 'latin1');
    const written = writeBody(socket, request, () => this.goesOn());
    socket.uncork();
    const isWhole = await written;
    if (isWhole && !this.over) socket.write('', (error) => error ?? this.onSent());
  }

  /** Another piece of the body went out, and the next is wanted. */
  private goesOn(): boolean {
    if (!this.over) this.idle.touch();
    return !this.over;
  }

  private onSent(): void {
    if (this.sent) return;
    this.sent = true;
    this.idle.stop();
    if (this.body !== null || this.over) return;
    this.call.watch.mark('send');
    this.call.phase = 'wait';
    this.stopWaiting = this.call.limit(this.settings.responseMs, 'responseMs');
  }

  private onHead(head: ParsedHead): void {
    this.stopWaiting();
    this.call.watch.mark('firstByte');
    this.call.phase = 'download';
    this.idle.touch();
    this.persistent = head.persistent && !this.isLast;
    this.pooled.idleMs = idleTime(head.headers);
    const { socket } = this.pooled;
    const body = new IncomingBody({
      pause: () => {
        this.idle.stop();
        socket.pause();
      },
      resume: () => {
        this.idle.touch();
        socket.resume();
      },
      drop: () => this.fail(new ConnectionLost('body dropped')),
    });
    this.body = body;
    const { status, statusText, version, headers, transferCodings } = head;
    this.settle?.resolve({
      status,
      statusText,
      version,
      headers,
      transferCodings,
      body,
      wireBytes: () => this.wireBytes,
      trailers: () => this.trailers,
      notes: () => [...this.parser.notes],
    });
  }

  private onBody(chunk: Buffer): void {
    this.idle.touch();
    this.wireBytes += chunk.length;
    this.body?.push(chunk);
  }

  private onEnd(trailers: [string, string][], rest: number): void {
    this.trailers = trailers;
    if (rest > 0) this.parser.notes.add('Bytes came after the end of the response; they were not read.');
    this.over = true;
    this.call.watch.mark('download');
    this.release();
    this.body?.end();
    this.settings.onComplete(this.persistent && this.sent && rest === 0);
  }

  private fail(error: unknown): void {
    if (this.over) return;
    this.over = true;
    this.release();
    this.call.watch.mark(this.body === null ? 'firstByte' : 'download');
    const reason: unknown = this.call.signal.aborted ? this.call.signal.reason : error;
    this.settle?.reject(reason);
    this.body?.fail(reason);
    this.pooled.socket.destroy();
  }

  private readonly abort = (): void => this.fail(this.call.signal.reason);

  private release(): void {
    this.idle.stop();
    this.stopWaiting();
    this.call.signal.removeEventListener('abort', this.abort);
  }
}
