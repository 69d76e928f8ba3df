import { z } from 'zod';

export const severity = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof severity>;

/** The closed set of what can be wrong with a definition that is used anyway. */
export const problemCode = z.enum([
  'INFO_MISSING',
  'TITLE_MISSING',
  'VERSION_MISSING',
  'WRONG_TYPE',
  'KEY_UNKNOWN',
  'KEY_MISSING',
  'SCHEMA_INVALID',
  'DIALECT_UNKNOWN',
  'VALUE_INVALID',
  'TAG_INVALID',
  'LINK_INVALID',
  'DISCRIMINATOR_INVALID',
  'ENCODING_INVALID',
  'HEADER_INVALID',
  'COMPONENT_NAME_INVALID',
  'MEDIA_TYPE_INVALID',
  'RESPONSE_INVALID',
  'AUTHORIZATION_PARAMETER',
  'DUPLICATE_KEY',
  'YAML_MENDED',
  'MULTIPLE_DOCUMENTS',
  'TEXT_ENCODING',
  'FILE_NAME_CASE',
  'UNKNOWN_VERSION',
  'SERVER_URL_INVALID',
  'SERVER_VARIABLE_INVALID',
  'PATH_INVALID',
  'PATH_PARAMETER_UNDECLARED',
  'PATH_PARAMETER_UNUSED',
  'PARAMETER_INVALID',
  'PARAMETER_DUPLICATE',
  'OPERATION_ID_DUPLICATE',
  'OPERATION_DUPLICATE',
  'OPERATION_INVALID',
  'RESPONSES_MISSING',
  'REQUEST_BODY_INVALID',
  'SECURITY_SCHEME_INVALID',
  'SECURITY_SCHEME_UNKNOWN',
  'SECURITY_REQUIREMENT_INVALID',
  'SCOPE_UNKNOWN',
  'REFERENCE_UNRESOLVED',
  'REFERENCE_KIND',
  'REFERENCE_LOOP',
  'REMOTE_REFERENCE',
  'WEBHOOKS_ONLY',
]);
export type ProblemCode = z.infer<typeof problemCode>;

/** One thing that is wrong at one place. Line and column count from 1 and are absent where the place is not in the text. */
export const definitionProblem = z.object({
  code: problemCode,
  message: z.string(),
  /** JSON pointer (RFC 6901) into the document. */
  pointer: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
  severity,
});
export type DefinitionProblem = z.infer<typeof definitionProblem>;
