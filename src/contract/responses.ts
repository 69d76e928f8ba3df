import { z } from 'zod';
import { integrationId, timestamp } from './common.ts';
import { hopDetails, wireSizes } from './connectionDetails.ts';

export const header = z.object({ name: z.string(), value: z.string() });

export const schemaMatch = z.object({
  state: z.enum(['matches', 'differs', 'undeclared', 'unchecked']),
  message: z.string(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })),
});

export const receivedResponse = z.object({
  status: z.int(),
  statusText: z.string(),
  httpVersion: z.string(),
  headers: z.array(header),
  mediaType: z.string().nullable(),
  /** Bytes of the body after decompression. */
  bytes: z.int(),
  truncated: z.boolean(),
  textual: z.boolean(),
  remoteAddress: z.string().nullable(),
  redirects: z.array(z.object({ status: z.int(), from: z.string(), to: z.string(), credentialsDropped: z.boolean() })),
  schemaMatch,
  /** Headers that came after the body. Records of older versions have none. */
  trailers: z.array(header).default([]),
  /** Where the response deviates from the standard and was read anyway, in words. */
  notes: z.array(z.string()).default([]),
  /** A certificate on the way was not trusted, and accepted as an exception. */
  unverified: z.boolean().default(false),
  /** Each request of the chain with its connection, the one of this response last. Records of older versions have none. */
  hops: z.array(hopDetails).default([]),
  wire: wireSizes.nullable().default(null),
  /** Of an event stream: when each event came, in milliseconds from the head; the first ten thousand. */
  eventTimes: z.array(z.int()).max(10_000).default([]),
});

/** A response while its body arrives. */
export const liveResponse = z.object({
  status: z.int(),
  mediaType: z.string().nullable(),
  /** Bytes of the body so far, after decompression. */
  bytes: z.int(),
  /** The end of what came, where it is text. */
  text: z.string().nullable(),
});
export type LiveResponse = z.infer<typeof liveResponse>;

export const sendFailure = z.object({
  code: z.string(),
  message: z.string(),
  phase: z.string().nullable(),
  tried: z.string().nullable(),
  todo: z.string().nullable(),
  /** What is there anyway. */
  kept: z.string().nullable().default(null),
  /** The certificate that is not trusted, as an exception in the settings takes it. */
  certificate: z.string().nullable().default(null),
});

/** Which of what was sent; everything that is given must hold. */
export const historyFilter = z.object({
  integrationId: integrationId.optional(),
  operationKey: z.string().optional(),
  /** In address, operation, name of the integration, or note. */
  text: z.string().max(200).optional(),
  /** Codes and classes: `404`, `5xx`. */
  statuses: z
    .array(z.string().regex(/^[1-9](xx|\d\d)$/, 'This is neither a status nor a class as 4xx.'))
    .max(20)
    .optional(),
  methods: z.array(z.string().max(60)).max(20).optional(),
  /** Only what was ended by a fault. */
  failed: z.boolean().optional(),
  /** From here, and before there; milliseconds UTC. */
  since: timestamp.optional(),
  until: timestamp.optional(),
  /** Name of the connection that it was sent with. */
  connection: z.string().max(200).optional(),
  /** Only what is pinned, or has a note. */
  marked: z.boolean().optional(),
});
export type HistoryFilter = z.infer<typeof historyFilter>;
