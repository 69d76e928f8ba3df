import { z } from 'zod';
import { connectionId, timestamp } from './common.ts';
import { connectionFaults } from './connections.ts';
import { defineFaults, passive, route } from './fault.ts';
import { networkFaults } from './network.ts';
import { requestFaults } from './requests.ts';

export const socketId = z.uuid();

/** Largest message either way, in bytes; a longer one ends the connection with 1009. */
export const mostMessageBytes = 16_000_000;

const header = z.object({ name: z.string(), value: z.string() });

/** What a WebSocket is opened with. */
export const socketDraft = z.object({
  /** ws, wss, http or https. */
  url: z
    .string()
    .trim()
    .max(16_000)
    .regex(/^(wss?|https?):\/\/[^\s#]+$/i, 'Enter an address that begins with ws:// or wss:// and has no # in it.'),
  headers: z
    .array(z.object({ name: z.string().max(500), value: z.string().max(16_000), enabled: z.boolean().default(true) }))
    .max(200),
  /** In order of preference (RFC 6455 section 1.9). */
  subprotocols: z
    .array(z.string().regex(/^[!#$%&'*+.^`|~\w-]{1,200}$/, 'A subprotocol is one word.'))
    .max(50)
    .refine((all) => new Set(all).size === all.length, 'A subprotocol stands there twice.'),
  /** Null sends no credentials. */
  connectionId: connectionId.nullable(),
  /** The person confirmed that the secret goes to a host outside its list, this time. */
  confirmedHost: z.string().max(260).nullable().default(null),
});
export type SocketDraft = z.infer<typeof socketDraft>;

/** One line of the log. Secrets of the request are masked. */
export const socketEntry = z.object({
  seq: z.int(),
  at: timestamp,
  direction: z.enum(['in', 'out', 'note']),
  kind: z.enum(['text', 'binary', 'ping', 'pong', 'open', 'close', 'error']),
  /** Text as it is; bytes as base64. At most the first 256 kB. */
  data: z.string(),
  /** Bytes of the whole message. */
  bytes: z.int(),
  cut: z.boolean(),
});
export type SocketEntry = z.infer<typeof socketEntry>;

export const socketState = z.object({
  id: socketId,
  url: z.string(),
  state: z.enum(['connecting', 'open', 'closing', 'closed', 'refused']),
  openedAt: timestamp,
  /** The subprotocol and extensions that the server chose; empty for none. */
  subprotocol: z.string(),
  extensions: z.string(),
  remoteAddress: z.string(),
  /** What could not be checked on the way, in words. */
  notes: z.array(z.string()),
  /** The request's headers as they went out, and those of the answer. */
  requestHeaders: z.array(header),
  responseHeaders: z.array(header),
  /** What answered instead of a WebSocket, with the beginning of its body. */
  refusal: z.object({ status: z.int(), statusText: z.string(), body: z.string() }).nullable(),
  /** How it ended; null while it is open. */
  closed: z.object({ code: z.int(), reason: z.string(), byUs: z.boolean() }).nullable(),
  sent: z.object({ messages: z.int(), bytes: z.int() }),
  received: z.object({ messages: z.int(), bytes: z.int() }),
});
export type SocketState = z.infer<typeof socketState>;

export const socketFaults = defineFaults({
  SOCKET_NOT_OPEN: { status: 409, message: 'The WebSocket is not open.' },
  SOCKET_BUSY: { status: 429, message: 'The server reads more slowly than you send, or too many are open.' },
});

const one = z.object({ id: socketId });
const guarded = route.errors({
  ...connectionFaults.map,
  ...networkFaults.map,
  ...requestFaults.map,
  ...socketFaults.map,
});

const closeReason = z
  .string()
  .refine((text) => new TextEncoder().encode(text).length <= 123, 'A reason has 123 bytes at most.');

export const socketsContract = {
  /** Opens a WebSocket and answers once it is open, or was refused. `id` is made by the caller, who can close it meanwhile. */
  open: guarded.input(one.extend({ draft: socketDraft })).output(socketState),
  send: guarded
    .input(
      one.extend({
        message: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('text'), text: z.string().max(mostMessageBytes) }),
          z.object({ kind: z.literal('binary'), base64: z.base64().max(Math.ceil((mostMessageBytes * 4) / 3)) }),
          z.object({ kind: z.literal('ping') }),
        ]),
      }),
    )
    .output(socketState),
  /** Ends it with a code that a program may use (RFC 6455 section 7.4). One that is over already stays as it is. */
  close: guarded
    .input(
      one.extend({
        code: z
          .int()
          .refine((code) => code === 1000 || (code >= 3000 && code <= 4999), 'A code is 1000, or 3000 to 4999.')
          .default(1000),
        reason: closeReason.default(''),
      }),
    )
    .output(socketState),
  /**
   * What happened after the entry `since`. With `wait` the answer comes when there is something, or after a quarter of a minute.
   * `dropped` counts older entries that were no longer kept when they were asked for.
   */
  log: passive
    .errors(socketFaults.map)
    .input(one.extend({ since: z.int().min(0).default(0), wait: z.boolean().default(false) }))
    .output(z.object({ state: socketState, entries: z.array(socketEntry), dropped: z.int(), more: z.boolean() })),
  /** The caller's WebSockets that are not over. */
  list: passive.output(z.array(socketState)),
};
