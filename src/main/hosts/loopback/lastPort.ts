import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = (data: string): string => join(data, 'loopback-port');

/** The port of the last start; a browser keeps panel sizes and drafts by address. 0 where there was none. */
export function readLastPort(data: string): number {
  try {
    const port = Number(readFileSync(file(data), 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}

export function keepLastPort(data: string, port: number): void {
  writeFileSync(file(data), String(port), { mode: 0o600 });
}
