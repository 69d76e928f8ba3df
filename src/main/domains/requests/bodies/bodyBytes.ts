import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** A kept body as a worker gets it: the file that holds it, or its bytes. */
export type BodySource = { readonly path: string } | { readonly data: Uint8Array };

/** No link is followed, and nothing waits for a pipe. Windows has neither flag. */
const plainFile = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const windowBytes = 256 * 1024;

/** The bytes of a body of any size, a window of which is in memory at a time. Reads synchronously: for workers. */
export class BodyBytes {
  readonly size: number;
  private readonly file: number | null;
  private readonly data: Uint8Array;
  private held: Uint8Array = new Uint8Array();
  private from = 0;

  constructor(source: BodySource) {
    this.file = 'path' in source ? openSync(source.path, plainFile) : null;
    this.data = 'data' in source ? source.data : new Uint8Array();
    this.size = this.file === null ? this.data.length : fstatSync(this.file).size;
  }

  /** The byte at a place; -1 past the end. */
  at(place: number): number {
    const inside = place - this.from;
    if (inside >= 0 && inside < this.held.length) return this.held[inside] ?? -1;
    if (place >= this.size) return -1;
    this.from = place;
    this.held = this.read(place, windowBytes);
    return this.held[0] ?? -1;
  }

  /** Fewer bytes than asked for only at the end. */
  read(from: number, length: number): Uint8Array {
    if (this.file === null) return this.data.subarray(from, from + length);
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - from)));
    const read = readSync(this.file, buffer, 0, buffer.length, from);
    return buffer.subarray(0, read);
  }

  /** UTF-8 as text; a piece that is cut within a character ends with a replacement character. */
  text(from: number, to: number): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.read(from, to - from));
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
  }
}
