export type { DefinitionImport, SampleDeps } from './deps.ts';
export { sampleHandlers } from './handlers.ts';
export { createSampleApi, type SampleApi } from './sampleApi.ts';
