import { readFileSync } from 'node:fs';
import type { JsonSchema, OperationDetail, SchemaVerdict as Verdict } from '#contract/openapi.ts';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { serveJobs } from '#main/kernel/workerJobs.ts';
import { parseJson } from './parseJson.ts';

/** What was found; null where the body is not JSON. */
export type SchemaVerdict = Verdict | null;

export type SchemaMatchJobs = {
  /** A file with JSON in UTF-8, and the schema that it should match. */
  match: {
    input: { path: string; schema: JsonSchema; definitions: OperationDetail['definitions'] };
    result: SchemaVerdict;
  };
};

serveJobs<SchemaMatchJobs>({
  match: ({ path, schema, definitions }) => {
    const parsed = parseJson(readFileSync(path));
    return parsed && validateAgainstSchema(schema, parsed.value, definitions);
  },
});
