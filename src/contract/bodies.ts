import { z } from 'zod';

/** A value of a kept JSON body: where it lies, and its text as it was sent. */
export const jsonTreeRow = z.object({
  /** Of its member; null for the whole document. */
  name: z.union([z.string(), z.int()]).nullable(),
  /** Its first byte in the body, and how many it has. */
  at: z.int(),
  bytes: z.int(),
  kind: z.enum(['object', 'list', 'text', 'scalar']),
  /** Number of members of an object or a list. */
  size: z.int(),
  /** Of a text or scalar as it was sent, cut where it is long. */
  text: z.string(),
  isCut: z.boolean(),
});
export type JsonTreeRow = z.infer<typeof jsonTreeRow>;

/** A place that a JSONPath found. */
export const jsonMatch = jsonTreeRow.omit({ name: true }).extend({
  /** The normalised path (RFC 9535 section 2.7). */
  path: z.string(),
});
export type JsonMatch = z.infer<typeof jsonMatch>;

export const filteredJson = z.object({
  /** The first of them; containers that are short come with their text. */
  matches: z.array(jsonMatch),
  /** How many there are. */
  count: z.int(),
  /** There are more than were counted. */
  more: z.boolean(),
  /** Why nothing was sought, and the character of the path at which it goes wrong. */
  problem: z.object({ message: z.string(), at: z.int().nullable() }).nullable(),
});
export type FilteredJson = z.infer<typeof filteredJson>;

/** An event of a stream, or a line of JSON lines. */
export const streamEvent = z.object({
  /** Its number, from 1. */
  seq: z.int(),
  /** Milliseconds from the head of the response; null where that was not recorded. */
  at: z.number().nullable(),
  type: z.string(),
  id: z.string().nullable(),
  /** Its first twenty thousand characters. */
  data: z.string(),
  /** Characters of the whole data. */
  length: z.int(),
});
export type StreamEventRow = z.infer<typeof streamEvent>;

export const streamWindow = z.object({
  /** Null where the response is no stream of events. */
  kind: z.enum(['sse', 'lines']).nullable(),
  events: z.array(streamEvent),
  /** How many there are so far. */
  total: z.int(),
  /** Number of the oldest that can be had. */
  first: z.int(),
  /** More may come. */
  live: z.boolean(),
});
export type StreamWindow = z.infer<typeof streamWindow>;

/** A line of a comparison with its numbers in both texts. */
export const comparedLine = z.object({
  kind: z.enum(['same', 'removed', 'added', 'gap']),
  left: z.int().nullable(),
  right: z.int().nullable(),
  text: z.string(),
});
export type ComparedLine = z.infer<typeof comparedLine>;

/** How the bodies of two responses differ. */
export const comparedBodies = z.discriminatedUnion('kind', [
  /** Byte by byte, or but for the order and spelling of JSON. */
  z.object({ kind: z.literal('same'), exactly: z.boolean() }),
  z.object({
    kind: z.literal('json'),
    changes: z.array(
      z.object({
        kind: z.enum(['added', 'removed', 'changed']),
        path: z.string(),
        left: z.string().nullable(),
        right: z.string().nullable(),
      }),
    ),
    more: z.boolean(),
  }),
  z.object({ kind: z.literal('text'), lines: z.array(comparedLine), more: z.boolean() }),
  /** They differ, and are neither texts nor short enough to be compared further; `from` is the first byte that differs. */
  z.object({ kind: z.literal('bytes'), from: z.int() }),
]);
export type ComparedBodies = z.infer<typeof comparedBodies>;
