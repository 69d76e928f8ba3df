import { readFileSync } from 'node:fs';
import type { JsonSchema, OperationDetail, SchemaVerdict as Verdict } from '#contract/openapi.ts';
import { validateJson } from '#main/kernel/validateSchema.ts';
import { serveJobs } from '#main/kernel/workerJobs.ts';

/** What was found; null where the body is not JSON. */
export type SchemaVerdict = Verdict | null;

/** What the worker does for bodies that are kept in files. */
export type SchemaMatchJobs = {
  /** A file with JSON in UTF-8, and the schema that it should match. */
  match: {
    input: { path: string; schema: JsonSchema; definitions: OperationDetail['definitions'] };
    result: SchemaVerdict;
  };
};

serveJobs<SchemaMatchJobs>({
  match: ({ path, schema, definitions }) => validateJson(schema, readFileSync(path), definitions, 'writeOnly'),
});
