import type { ClientRequestArgs, IncomingMessage } from 'node:http';
import type { ClientOptions, RawData, WebSocket } from 'ws';
import type { TenantId, UserId } from '#contract/common.ts';
import { mostMessageBytes, type SocketState, socketFaults } from '#contract/sockets.ts';
import { mask } from '#core/http/secretJudge.ts';
import type { OutboundConnection, Redactor } from '#main/http/index.ts';
import { SocketLog } from './socketLog.ts';

/** How long a server may take to answer the handshake, and to confirm a close. */
const handshakeMs = 30_000;
const closeMs = 5_000;
/** Of the body of a refusal. */
const mostRefusalBytes = 64 * 1024;
/** What may wait to be sent. */
const mostWaitingBytes = 32 * 1024 * 1024;

export interface SocketOwner {
  readonly tenantId: TenantId;
  readonly userId: UserId;
}

type Shown = Pick<SocketState, 'id' | 'url'>;

/** One WebSocket of a person, with the log of what went over it. */
export class LiveSocket {
  readonly owner: SocketOwner;
  readonly log: SocketLog;
  /** Ends the way there while it is not open yet. */
  readonly opening = new AbortController();
  /** When a page last asked for the log. */
  askedAt: number;
  private shown: SocketState;
  private socket: WebSocket | null = null;
  private redactor: Redactor | null = null;
  /** The code that an error on this side means (RFC 6455 section 7.4.1). */
  private failureCode = 1006;

  constructor(owner: SocketOwner, { id, url }: Shown, now: () => number) {
    this.owner = owner;
    this.log = new SocketLog(now);
    this.askedAt = now();
    this.shown = {
      id,
      url,
      state: 'connecting',
      openedAt: now(),
      subprotocol: '',
      extensions: '',
      remoteAddress: '',
      notes: [],
      requestHeaders: [],
      responseHeaders: [],
      refusal: null,
      closed: null,
      sent: { messages: 0, bytes: 0 },
      received: { messages: 0, bytes: 0 },
    };
  }

  get state(): SocketState {
    return this.shown;
  }

  get isOver(): boolean {
    return this.shown.state === 'closed' || this.shown.state === 'refused';
  }

  private show(change: Partial<SocketState>): void {
    this.shown = { ...this.shown, ...change };
  }

  private text(value: string): string {
    return this.redactor?.text(value) ?? value;
  }

  /** Speaks the handshake over an open connection; resolves when the WebSocket is open, was refused, or failed. */
  async handshake(connection: OutboundConnection, subprotocols: readonly string[]): Promise<void> {
    const { socket, url, headers, redactor, remoteAddress, notes } = connection;
    this.redactor = redactor;
    const { WebSocket: Client } = await import('ws');
    const address = redactor.url(url.href).replace(/^http/, 'ws');
    const requestHeaders = redactor.headers(headers).map(([name, value]) => ({ name, value: shownValue(name, value) }));
    this.show({ remoteAddress, notes: [...notes], url: address, requestHeaders });
    const options: ClientOptions & ClientRequestArgs = {
      createConnection: () => socket,
      headers: collected(headers),
      handshakeTimeout: handshakeMs,
      maxPayload: mostMessageBytes,
      maxHeaderSize: 1_000_000,
    };
    const client = new Client(url.href.replace(/^http/, 'ws'), [...subprotocols], options);
    this.socket = client;
    client.on('upgrade', (response) => {
      connection.keepCookies(pairsOf(response));
      this.show({ responseHeaders: this.headersOf(response) });
    });
    this.hear(client);
    await new Promise<void>((resolve) => {
      client.once('open', resolve).once('close', () => resolve());
      client.on('unexpected-response', (_request, response) => {
        connection.keepCookies(pairsOf(response));
        void this.refuse(client, response).finally(resolve);
      });
    });
  }

  private hear(client: WebSocket): void {
    client.on('open', () => {
      this.show({ state: 'open', subprotocol: client.protocol, extensions: client.extensions });
      this.log.add('note', 'open', client.protocol === '' ? '' : `Subprotocol ${client.protocol}`, 0);
    });
    client.on('message', (data, isBinary) => this.receive(bytesOf(data), isBinary));
    client.on('ping', (data) => this.log.add('in', 'ping', this.text(data.toString()), data.length));
    client.on('pong', (data) => this.log.add('in', 'pong', this.text(data.toString()), data.length));
    client.on('error', (error) => {
      this.failureCode = codeOf(error);
      if (!this.isOver) this.log.add('note', 'error', this.text(wordsOf(error)), 0);
    });
    // Where this side found the fault, the connection is cut after the server was told.
    client.on('close', (code, reason) => this.end(code === 1006 ? this.failureCode : code, reason.toString()));
  }

  private receive(data: Buffer, isBinary: boolean): void {
    const { messages, bytes } = this.shown.received;
    this.show({ received: { messages: messages + 1, bytes: bytes + data.length } });
    if (isBinary) this.log.add('in', 'binary', this.masked(data).toString('base64'), data.length);
    else this.log.add('in', 'text', this.text(data.toString()), data.length);
  }

  /** @param cut more would follow, so that a secret may have been cut in two */
  private masked(data: Buffer, cut = false): Buffer {
    const redaction = this.redactor?.bytes();
    return redaction === undefined ? data : Buffer.concat([redaction.push(data), redaction.end(cut)]);
  }

  /** @throws SOCKET_NOT_OPEN, SOCKET_BUSY */
  send(message: { kind: 'text'; text: string } | { kind: 'binary'; base64: string } | { kind: 'ping' }): void {
    const { socket } = this;
    if (socket === null || this.shown.state !== 'open')
      throw socketFaults.fault('SOCKET_NOT_OPEN', 'The WebSocket is not open, so nothing was sent.', {
        todo: 'Connect again, then send it.',
      });
    if (socket.bufferedAmount > mostWaitingBytes)
      throw socketFaults.fault('SOCKET_BUSY', 'The server has not read what was sent before. This was not sent.', {
        todo: 'Wait a moment, then send it again.',
      });
    if (message.kind === 'ping') {
      socket.ping();
      this.log.add('out', 'ping', '', 0);
      return;
    }
    const data = message.kind === 'text' ? Buffer.from(message.text) : Buffer.from(message.base64, 'base64');
    socket.send(data, { binary: message.kind === 'binary' });
    const { messages, bytes } = this.shown.sent;
    this.show({ sent: { messages: messages + 1, bytes: bytes + data.length } });
    if (message.kind === 'binary') this.log.add('out', 'binary', this.masked(data).toString('base64'), data.length);
    else this.log.add('out', 'text', this.text(message.text), data.length);
  }

  /** Begins to close; a server that does not answer is left after some seconds. */
  close(code: number, reason: string): void {
    if (this.isOver || this.shown.state === 'closing') return;
    const { socket } = this;
    if (socket === null || this.shown.state === 'connecting') {
      this.opening.abort();
      socket?.terminate();
      this.end(1006, '');
      return;
    }
    this.show({ state: 'closing' });
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), closeMs).unref();
  }

  /** Ends it at once. */
  terminate(): void {
    this.opening.abort();
    this.socket?.terminate();
    this.end(1006, '');
  }

  /** The way there failed. */
  end(code: number, reason: string): void {
    if (this.isOver) return;
    const byUs = this.shown.state === 'closing';
    this.show({ state: 'closed', closed: { code, reason: this.text(reason), byUs } });
    this.log.add('note', 'close', this.text(reason), 0);
  }

  private async refuse(client: WebSocket, response: IncomingMessage): Promise<void> {
    let body = Buffer.alloc(0);
    const cut = setTimeout(() => response.destroy(), closeMs);
    try {
      for await (const chunk of response) {
        if (Buffer.isBuffer(chunk)) body = Buffer.concat([body, chunk]);
        if (body.length > mostRefusalBytes) break;
      }
    } catch {
      // What came of it is shown.
    }
    clearTimeout(cut);
    const { statusCode: status = 0, statusMessage = '' } = response;
    const shownBody = this.masked(body.subarray(0, mostRefusalBytes), body.length > mostRefusalBytes).toString();
    this.show({
      state: 'refused',
      refusal: { status, statusText: this.text(statusMessage), body: shownBody },
      responseHeaders: this.headersOf(response),
    });
    this.log.add('note', 'error', `The server answered ${status} ${this.text(statusMessage)}`.trim(), 0);
    client.terminate();
  }

  private headersOf(response: IncomingMessage): { name: string; value: string }[] {
    return pairsOf(response).map(([name, value]) => ({ name, value: this.text(shownValue(name, value)) }));
  }
}

/** Cookies are kept in the jar and shown nowhere. */
function shownValue(name: string, value: string): string {
  if (/^set-cookie$/i.test(name)) return value.replace(/^([^=;]*)=?[^;]*/, `$1=${mask}`);
  return /^cookie$/i.test(name) ? value.replaceAll(/=[^;]*/g, `=${mask}`) : value;
}

function pairsOf({ rawHeaders }: IncomingMessage): [name: string, value: string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
}

/** Headers as the library takes them; one that stands several times becomes a list (RFC 9110 section 5.3). */
function collected(headers: OutboundConnection['headers']): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of headers) all[name] = all[name] === undefined ? value : `${all[name]}, ${value}`;
  return all;
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

const errorWords: Record<string, string> = {
  WS_ERR_INVALID_UTF8: 'A text message is not valid UTF-8 (1007).',
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'A message is longer than 16 MB (1009).',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'A frame is longer than any message can be (1009).',
  ECONNRESET: 'The server closed the connection without a word.',
};

function codeOf(error: Error): number {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'WS_ERR_INVALID_UTF8') return 1007;
  if (code.endsWith('_LENGTH') && code.startsWith('WS_ERR_UNSUPPORTED')) return 1009;
  return code.startsWith('WS_ERR_') ? 1002 : 1006;
}

function wordsOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  return errorWords[code] ?? `${error.message.replace(/\.?$/, '')}.`;
}
