import { z } from 'zod';

/** Bodies are fetched below this path of the console, each under an address of its own that `requests.bodyAddress` gives. */
export const bodiesPath = '/bodies/';

/** A file that a person chose as a body is sent here, as it is; the answer is a `storedFile`. */
export const filesPath = '/files';

/** The media type of what is sent there. */
export const fileMediaType = 'application/octet-stream';

/** A file that the console keeps, so that it need not come with every call. */
export const storedFile = z.object({
  /** Hex SHA-256 of its content. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
});
export type StoredFile = z.infer<typeof storedFile>;

/** A row of a body. */
export const bodyRow = z.object({
  text: z.string(),
  /** Its number, where a line begins; null where one goes on. */
  line: z.int().nullable(),
  /** What was found in it: from and to as characters of `text`, and the byte of the body at which the match begins. */
  marks: z.array(z.object({ from: z.int(), to: z.int(), at: z.int() })),
});
export type BodyRow = z.infer<typeof bodyRow>;

/** Milliseconds by phase; null where the phase did not happen (a connection used again, an address without a name). */
export const timings = z.object({
  dns: z.number().nullable(),
  connect: z.number().nullable(),
  tls: z.number().nullable(),
  send: z.number().nullable(),
  firstByte: z.number().nullable(),
  download: z.number().nullable(),
  total: z.number(),
});
