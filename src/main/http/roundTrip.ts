import type { OutboundCall } from './call.ts';
import { Exchange } from './exchange.ts';
import { ConnectionLost, type ExchangeSettings, SocketGone } from './responseHead.ts';
import { type ParsedHead, ResponseParser } from './responseParser.ts';
import { idleTime, type PooledSocket, type SocketReader } from './socketPool.ts';
import { headText, type WireRequest, writeBody } from './wireRequest.ts';

/** One request and its response on one socket, as HTTP/1.1. */
export class RoundTrip extends Exchange implements SocketReader {
  private persistent = false;
  /** The request says that it is the last one (RFC 9112 section 9.6). */
  private isLast = false;
  private readonly parser: ResponseParser;
  private readonly pooled: PooledSocket;

  constructor(pooled: PooledSocket, method: string, call: OutboundCall, settings: ExchangeSettings) {
    super(call, settings);
    this.pooled = pooled;
    this.parser = new ResponseParser(method, {
      head: (head) => this.onHead(head),
      data: (chunk) => this.onBody(chunk),
      end: (trailers, rest) => this.onEnd(trailers, rest),
    });
  }

  override isUnprocessed(_error: unknown, reused: boolean): boolean {
    return reused && !this.begun;
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

  protected override async write(request: WireRequest): Promise<void> {
    const { socket } = this.pooled;
    this.pooled.listen(this);
    if (this.over) return;
    if (socket.destroyed) throw new SocketGone('connection gone');
    this.isLast = request.headers.some(([name, value]) => /^connection$/i.test(name) && /^close$/i.test(value));
    this.begun = true;
    this.idle.touch();
    socket.cork();
    socket.write(headText(request), 'latin1');
    const written = writeBody(socket, request, () => this.goesOn());
    socket.uncork();
    const isWhole = await written;
    if (isWhole && !this.over) socket.write('', (error) => error ?? this.onSent());
  }

  protected override drop(): void {
    this.pooled.socket.destroy();
  }

  private onHead({ persistent, ...head }: ParsedHead): void {
    this.persistent = persistent && !this.isLast;
    this.pooled.idleMs = idleTime(head.headers);
    const { status, statusText, version, headers, transferCodings } = head;
    this.respond(
      { status, statusText, version, headers, transferCodings, notes: () => [...this.parser.notes] },
      this.pooled.socket,
    );
  }

  private onEnd(trailers: [string, string][], rest: number): void {
    this.trailers = trailers;
    if (rest > 0) this.parser.notes.add('Bytes came after the end of the response; they were not read.');
    this.complete();
    this.settings.onComplete(this.persistent && this.sent && rest === 0);
  }
}
