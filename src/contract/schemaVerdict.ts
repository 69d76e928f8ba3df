import { z } from 'zod';

/** One way in which a value does not match a schema. The pointer is into the value. */
export const schemaMismatch = z.object({ pointer: z.string(), message: z.string() });
export type SchemaMismatch = z.infer<typeof schemaMismatch>;

/** `unchecked`: the schema itself could not be compiled, or checking took too long; `reason` says which. */
export const schemaVerdict = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('matches') }),
  z.object({ outcome: z.literal('differs'), mismatches: z.array(schemaMismatch) }),
  z.object({ outcome: z.literal('unchecked'), reason: z.string() }),
]);
export type SchemaVerdict = z.infer<typeof schemaVerdict>;
