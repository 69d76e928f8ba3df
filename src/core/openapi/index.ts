export { compareDefinitions } from './compare.ts';
export { describeOperation } from './describe.ts';
export { type BodyPart, type EncodedBody, encodeBody, essence, isJson } from './encodeBody.ts';
export type { DefinitionLimits } from './limits.ts';
export { type ParsedDefinition, type ParseOptions, parseDefinition } from './parse.ts';
export type { RemoteOptions, ResolveRemote } from './references.ts';
export { remoteReferences } from './remote.ts';
export { type Inspection, type InspectOptions, inspectDefinition } from './report.ts';
export { type ResolveSchema, resolverOf, type SampleOptions, sampleFromSchema } from './sample.ts';
export { sampleBody } from './sampleBody.ts';
export {
  type ParameterValue,
  type RequestTarget,
  type SerialisedRequest,
  serialiseRequest,
  type WritableParameter,
} from './serialise.ts';
export { type ServerChoice, serverUrl } from './serverUrl.ts';
export { textOf } from './text.ts';
