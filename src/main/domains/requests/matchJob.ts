import { z } from 'zod';
import { jsonSchema, schemaVerdict } from '#contract/openapi.ts';

/** What the worker is given: a file with JSON in UTF-8, and the schema that it should match. */
export const matchJob = z.object({
  path: z.string(),
  schema: jsonSchema,
  definitions: z.record(z.string(), jsonSchema),
});
export type MatchJob = z.infer<typeof matchJob>;

/** What it answers; null where the file is not JSON. */
export const matchAnswer = schemaVerdict.nullable();
export type MatchAnswer = z.infer<typeof matchAnswer>;
