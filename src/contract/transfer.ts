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
