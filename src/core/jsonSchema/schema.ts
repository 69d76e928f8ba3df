import { z } from 'zod';

/** A JSON Schema of the dialect that its definition uses, normalised to 2020-12 words. `true` and `false` are schemas too. */
export const jsonSchema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
export type JsonSchema = z.infer<typeof jsonSchema>;
