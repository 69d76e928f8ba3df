import { util } from 'chai';
import type { ScriptLog } from './wire.ts';

const mostLines = 1_000;
const longestLine = 10_000;
const mostCharacters = 1_000_000;

const lines: ScriptLog[] = [];
let characters = 0;
let dropped = 0;

function write(level: ScriptLog['level'], parts: readonly unknown[]): void {
  if (lines.length >= mostLines || characters >= mostCharacters) {
    dropped += 1;
    return;
  }
  const text = parts.map(shown).join(' ').slice(0, longestLine);
  characters += text.length;
  lines.push({ level, text });
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Map || value instanceof Set) return util.inspect(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return util.inspect(value);
  }
}

export const scriptConsole = {
  log: (...parts: unknown[]) => write('log', parts),
  info: (...parts: unknown[]) => write('info', parts),
  warn: (...parts: unknown[]) => write('warn', parts),
  error: (...parts: unknown[]) => write('error', parts),
  debug: (...parts: unknown[]) => write('debug', parts),
  clear: () => undefined,
};

export const logged = () => ({ logs: lines, droppedLogs: dropped });
