/** A piece of the talk over the socket: a JSON document, or bytes of a file; empty bytes end the file. */
export type Frame =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: Buffer };

const headBytes = 5;
const kinds = { json: 0, bytes: 1 } as const;

/** Longest call in bytes, over the socket and over HTTP. Documents come in parts and files beside the calls, so that this bounds a single message. */
export const longestCall = 32 * 1024 * 1024;

/** A document as it goes over the socket: its length, what it is, and its text. */
export const jsonFrame = (value: unknown): Buffer => frameOf('json', Buffer.from(JSON.stringify(value)));

/** Bytes of a file as they go over the socket. */
export const bytesFrame = (bytes: Uint8Array): Buffer => frameOf('bytes', bytes);

function frameOf(kind: Frame['kind'], body: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(body.length);
  head.writeUInt8(kinds[kind], 4);
  return Buffer.concat([head, body]);
}

/**
 * Puts frames together from what arrives. The function it gives throws where a frame is longer than `limit` says at that moment, or is
 * none.
 */
export function frameReader(limit: () => number, take: (frame: Frame) => void): (chunk: Buffer) => void {
  let waiting: Buffer[] = [];
  let length = 0;
  const first = (bytes: number): Buffer => {
    const all = waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting);
    waiting = [all.subarray(bytes)];
    length = all.length - bytes;
    return all.subarray(0, bytes);
  };
  let head: Buffer | null = null;
  return (chunk) => {
    waiting.push(chunk);
    length += chunk.length;
    for (;;) {
      if (head === null && length < headBytes) return;
      head ??= first(headBytes);
      const size = head.readUInt32BE();
      if (size > limit()) throw new Error(`A frame has ${size} bytes.`);
      if (length < size) return;
      const isJson = head.readUInt8(4) === kinds.json;
      head = null;
      const body = first(size);
      take(isJson ? { kind: 'json', value: JSON.parse(body.toString('utf8')) } : { kind: 'bytes', bytes: body });
    }
  };
}
