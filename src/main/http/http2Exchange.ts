import type { ClientHttp2Stream } from 'node:http2';
import type { OutboundCall } from './call.ts';
import { Exchange } from './exchange.ts';
import { failureOfCode, Http2Failure, http2Failure } from './http2Failure.ts';
import { nodeHttp2, type PooledSession } from './http2Session.ts';
import { ConnectionLost, type ExchangeSettings, headerText, isInformational, SocketGone } from './responseHead.ts';
import { type WireRequest, writeBody } from './wireRequest.ts';

/** More informational responses than this are an attack. */
const mostInformational = 100;

/** One request and its response as a stream of HTTP/2. */
export class Http2Exchange extends Exchange {
  private informational = 0;
  private readonly notes = new Set<string>();
  private stream: ClientHttp2Stream | null = null;
  private readonly pooled: PooledSession;

  constructor(pooled: PooledSession, call: OutboundCall, settings: ExchangeSettings) {
    super(call, settings);
    this.pooled = pooled;
  }

  /** The server has not acted on the request, whatever its method (RFC 9113 section 8.7). */
  override isUnprocessed(error: unknown, reused: boolean): boolean {
    if (this.answered) return false;
    const isRefused = error instanceof Http2Failure && error.reason === 'REFUSED_STREAM';
    return isRefused || (this.begun ? (this.stream?.id ?? 0) > this.pooled.lastStream : reused);
  }

  protected override async write(request: WireRequest): Promise<void> {
    if (!this.pooled.isQuiet()) throw this.pooled.failure ?? new SocketGone('connection gone');
    const headers = request.headers.flat();
    const stream = this.pooled.session.request(headers, { endStream: request.length === 0 });
    this.stream = stream;
    this.begun = true;
    this.hear(stream);
    this.idle.touch();
    if (request.length === 0) return stream.pending ? void stream.once('ready', () => this.onSent()) : this.onSent();
    const isWhole = await writeBody(stream, request, () => this.goesOn());
    if (isWhole && !this.over) stream.end(() => this.onSent());
  }

  private hear(stream: ClientHttp2Stream): void {
    stream.on('headers', (headers) => this.passOver(headers[':status']));
    stream.on('response', (headers, flags, raw) => this.onHead(headers[':status'] ?? 0, flags, pairsOf(raw)));
    stream.on('trailers', (_headers, _flags, raw) => {
      this.trailers = pairsOf(raw);
    });
    stream.on('data', (chunk: Buffer) => this.onBody(chunk));
    stream.on('end', () => {
      // The trailers, and an error that stands instead of an end, are told in the same turn.
      if (this.body !== null) setImmediate(() => this.onEnd(stream));
    });
    stream.on('error', (error) => this.fail(this.reasonOf(stream, error)));
    stream.on('close', () => {
      if (stream.rstCode === 0 && this.body !== null && stream.readableEnded) this.onEnd(stream);
      else this.fail(this.reasonOf(stream, null));
    });
  }

  /** What ended a stream: its own code, or what ended the connection below it. */
  private reasonOf(stream: ClientHttp2Stream, error: Error | null): Error {
    const { failure, session, lastStream } = this.pooled;
    const given = error && http2Failure(error, 1);
    if (failure !== null && (session.destroyed || given === null)) return failure;
    const isCut = session.destroyed || session.socket?.destroyed === true;
    if (given !== null && !(given instanceof Http2Failure && given.reason === 'CANCEL' && isCut)) return given;
    if (isCut || stream.rstCode === 0 || lastStream !== Number.POSITIVE_INFINITY) return new ConnectionLost('closed');
    return failureOfCode(stream.rstCode ?? 0);
  }

  private passOver(status: number | undefined): void {
    this.informational += 1;
    if (status !== undefined && isInformational(status))
      this.notes.add(`An informational response came first: ${status}.`);
    if (this.informational > mostInformational)
      this.fail(new Http2Failure('ENHANCE_YOUR_CALM', 'it sends informational responses without end'));
  }

  private onHead(status: number, flags: number, pairs: [string, string][]): void {
    const { stream } = this;
    if (this.over || stream === null) return;
    this.answered = true;
    if (status < 100 || status > 599) this.notes.add(`The status ${status} is none of 100 to 599.`);
    const headers = pairs.filter(([name]) => !name.startsWith(':'));
    const notes = () => [...this.notes];
    this.respond({ status, statusText: '', version: '2', headers, transferCodings: [], notes }, stream);
    if ((flags & nodeHttp2().constants.NGHTTP2_FLAG_END_STREAM) !== 0) stream.resume();
  }

  private onEnd(stream: ClientHttp2Stream): void {
    if (this.over) return;
    if ((stream.rstCode ?? 0) !== 0) {
      this.fail(this.reasonOf(stream, null));
      return;
    }
    this.complete();
    // A server may answer before it has read the whole request (RFC 9113 section 8.1).
    if (!stream.writableFinished) stream.close(nodeHttp2().constants.NGHTTP2_CANCEL);
    this.settings.onComplete(true);
  }

  protected override drop(): void {
    if (this.stream !== null && !this.stream.destroyed) {
      this.stream.on('error', () => {});
      this.stream.close(nodeHttp2().constants.NGHTTP2_CANCEL);
      // What waits unread holds the stream open.
      this.stream.resume();
    }
    this.settings.onComplete(false);
  }
}

/** Names and values in turn as pairs; text as over HTTP/1.1. */
function pairsOf(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, headerText(Buffer.from(raw[index + 1] ?? '', 'latin1'))]] : [],
  );
}
