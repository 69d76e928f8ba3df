export { type DescribeOptions, describeOperation } from './describe.ts';
export { type DefinitionLimits, defaultLimits } from './limits.ts';
export { type ParsedDefinition, type ParseOptions, parseDefinition } from './parse.ts';
export type { ResolveRemote } from './references.ts';
export { type Inspection, type InspectOptions, inspectDefinition } from './report.ts';
