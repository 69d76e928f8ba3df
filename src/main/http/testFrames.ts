import type { Socket } from 'node:net';
import { serve } from './testOutbound.ts';

export const frameTypes = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export type FrameType = keyof typeof frameTypes;

/** Ends a stream or a block of headers. */
export const flags = { endStream: 1, ack: 1, endHeaders: 4 } as const;

/** `:status: 200`, by its index in the static table (RFC 7541 appendix A). */
export const status200 = Buffer.from([0x88]);

/** One header that is kept in no table, with a name and a value of less than 127 bytes. */
export const header = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]);

/** A frame as it goes over the wire (RFC 9113 section 4.1); `length` can lie. */
export function frame(type: FrameType, flag: number, stream: number, payload: Buffer, length = payload.length): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head[3] = frameTypes[type];
  head[4] = flag;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export const uint32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
};

/** One setting with its value. */
export function setting(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt32BE(value, 2);
  return bytes;
}

interface HeardFrame {
  readonly type: number;
  readonly flag: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** Takes frames apart; the preface of a client goes before them. */
function frameReader(onFrame: (frame: HeardFrame) => void): (chunk: Buffer) => void {
  let held = Buffer.alloc(0);
  let preface = 24;
  return (chunk) => {
    held = Buffer.concat([held, chunk]);
    if (preface > 0 && held.length < preface) return;
    held = held.subarray(preface);
    preface = 0;
    while (held.length >= 9 && held.length >= 9 + held.readUIntBE(0, 3)) {
      const end = 9 + held.readUIntBE(0, 3);
      onFrame({
        type: held[3] ?? 0,
        flag: held[4] ?? 0,
        stream: held.readUInt32BE(5),
        payload: held.subarray(9, end),
      });
      held = held.subarray(end);
    }
  };
}

/** A server of HTTP/2 without TLS that answers each request with frames written by hand; its settings come first. */
export function frameServer(
  answer: (socket: Socket, stream: number) => void,
  first: Buffer = frame('settings', 0, 0, Buffer.alloc(0)),
) {
  return serve.tcp((socket) => {
    socket.write(first);
    socket.on(
      'data',
      frameReader(({ type, flag, stream }) => {
        if (type === frameTypes.settings && flag === 0) socket.write(frame('settings', flags.ack, 0, Buffer.alloc(0)));
        if (type === frameTypes.headers) answer(socket, stream);
      }),
    );
  });
}
