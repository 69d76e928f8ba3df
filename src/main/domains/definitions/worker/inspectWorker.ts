import type { DefinitionReport } from '#contract/openapi.ts';
import { inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { serveJobs } from '#main/kernel/workerJobs.ts';
import { type JobSource, readDocument } from './documentSource.ts';

/** Reads a document and says what it needs; it has no store. */
export type InspectJobs = { inspect: { input: JobSource; result: DefinitionReport } };

serveJobs<InspectJobs>({
  inspect: async (source) => inspectDefinition(parseDefinition((await readDocument(source)).decoded)).report,
});
