/** The part of faye-websocket that tests use. */
declare module 'faye-websocket' {
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export default class FayeWebSocket {
    constructor(request: IncomingMessage, socket: Duplex, head: Buffer);
    on(event: 'message', listener: (event: { readonly data: string | Buffer }) => void): this;
    send(data: string | Buffer): boolean;
  }
}
