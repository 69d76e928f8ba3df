import { z } from 'zod';
import { readKept, writeKept } from '#renderer/ui/kept.ts';
import type { SocketMessage } from './useSocket.ts';

export const messageKinds = ['text', 'json', 'hex', 'base64'] as const;
export type MessageKind = (typeof messageKinds)[number];

export const kindLabels: Record<MessageKind, string> = {
  text: 'Text',
  json: 'JSON',
  hex: 'Bytes as hex',
  base64: 'Bytes as base64',
};

/** What is sent of what was typed, or why it cannot be. */
export function messageOf(kind: MessageKind, typed: string): { message: SocketMessage } | { problem: string } {
  if (kind === 'text') return { message: { kind: 'text', text: typed } };
  if (kind === 'json') return jsonMessage(typed);
  const compact = typed.replaceAll(/\s/g, '');
  if (kind === 'base64')
    return z.base64().safeParse(compact).success
      ? { message: { kind: 'binary', base64: compact } }
      : { problem: 'This is not base64.' };
  if (!/^([\da-f]{2})*$/i.test(compact)) return { problem: 'Bytes in hex have two digits each: 0 to 9 and a to f.' };
  const bytes = (compact.match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16)));
  return { message: { kind: 'binary', base64: btoa(bytes.join('')) } };
}

function jsonMessage(typed: string): { message: SocketMessage } | { problem: string } {
  try {
    JSON.parse(typed);
    return { message: { kind: 'text', text: typed } };
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}` };
  }
}

/** The bytes of a message in the log, sixteen a line. */
export function hexOf(base64: string): string {
  const bytes = atob(base64);
  const digits = [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0'));
  const lines = Array.from({ length: Math.ceil(digits.length / 16) }, (_, line) =>
    digits.slice(line * 16, line * 16 + 16),
  );
  return lines.map((line) => line.join(' ')).join('\n');
}

/** JSON with a line for each part; other text as it is. */
export function readable(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const savedMessage = z.object({ name: z.string(), kind: z.enum(messageKinds), text: z.string() });
export type SavedMessage = z.infer<typeof savedMessage>;

const keyOf = (tenantId: string) => `patchbay.socket-messages.${tenantId}`;

/** Messages that the person kept in this browser or window, by name. */
export const savedMessages = (tenantId: string): SavedMessage[] =>
  readKept(keyOf(tenantId), z.array(savedMessage).max(200)) ?? [];

export function keepMessages(tenantId: string, all: readonly SavedMessage[]): void {
  writeKept(keyOf(tenantId), all);
}
