import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredBody } from './outboundResponse.ts';

/** Keeps a body in memory up to a threshold and in a file of its own (mode 0600, name chosen here) beyond it. */
export class BodySink {
  private chunks: Uint8Array[] = [];
  private bytes = 0;
  private file: { handle: FileHandle; path: string } | null = null;
  private readonly directory: string;
  private readonly spillBytes: number;

  constructor(directory: string, spillBytes: number) {
    this.directory = directory;
    this.spillBytes = spillBytes;
  }

  /** Resolves when the bytes are taken; wait for it before the next call. */
  async write(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0) return;
    this.bytes += chunk.length;
    if (this.file !== null) {
      await this.file.handle.appendFile(chunk);
      return;
    }
    this.chunks.push(chunk);
    if (this.bytes > this.spillBytes) await this.spill();
  }

  async finish(): Promise<StoredBody> {
    if (this.file === null) return { kind: 'inline', bytes: this.bytes, data: Buffer.concat(this.chunks) };
    await this.file.handle.close();
    return { kind: 'file', bytes: this.bytes, path: this.file.path };
  }

  /** Removes what was kept. */
  async discard(): Promise<void> {
    this.chunks = [];
    if (this.file === null) return;
    await this.file.handle.close();
    await rm(this.file.path, { force: true });
  }

  private async spill(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const path = join(this.directory, `body-${randomUUID()}`);
    this.file = { handle: await open(path, 'wx', 0o600), path };
    await this.file.handle.appendFile(Buffer.concat(this.chunks));
    this.chunks = [];
  }
}
