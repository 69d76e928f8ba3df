import type { DefinitionReport } from '#contract/openapi.ts';
import { inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { serveJobs } from '#main/kernel/workerJobs.ts';

/** Reads a document and says what it needs; it has no store. */
export type InspectJobs = { inspect: { input: { readonly bytes: Uint8Array }; result: DefinitionReport } };

serveJobs<InspectJobs>({ inspect: ({ bytes }) => inspectDefinition(parseDefinition(bytes)).report });
