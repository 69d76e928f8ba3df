export { type SampleOptions, sampleFromSchema } from '../jsonSchema/sample.ts';
export { readText, takesList } from '../jsonSchema/schema.ts';
export { bestContent, type DraftBody, draftBody, findContent } from './bodyContent.ts';
export { compareDefinitions } from './compare.ts';
export { describeOperation } from './describe.ts';
export { type DecodedText, decodeDefinition } from './encoding.ts';
export { type Digest, isFingerprint } from './fingerprints.ts';
export { type FormField, type FormPart, formParts, formText } from './formBody.ts';
export { type ParsedDefinition, type ParseOptions, parseDefinition } from './parse.ts';
export { type Inspection, type InspectOptions, inspectDefinition } from './report.ts';
export { sampleBody } from './sampleBody.ts';
export {
  type ParameterValue,
  type RequestTarget,
  type SerialisedRequest,
  serialiseRequest,
  type WritableParameter,
} from './serialise.ts';
export { type FilledServer, fillServer, type ServerChoice, serverUrl } from './servers.ts';
export type { RemoteOptions, ResolveRemote } from './source.ts';
export { remoteReferences } from './source.ts';
export { checkWeight, type DefinitionLimits, readingLimits } from './weight.ts';
