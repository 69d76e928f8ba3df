import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';

/** Electron's port of the main process, over a real port of Node. */
export class PortMainDouble extends EventEmitter {
  readonly #port: MessagePort;
  closed = false;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data }));
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
  close(): void {
    this.closed = true;
    this.#port.close();
  }
}
