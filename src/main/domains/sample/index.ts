export { sampleHandlers } from './handlers.ts';
export type { DefinitionImport, SampleDeps } from './install.ts';
export { createSampleApi, type SampleApi } from './server.ts';
