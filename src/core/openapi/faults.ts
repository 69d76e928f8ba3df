import { defineFaults } from '../fault.ts';

/** Why a definition is refused whole. A definition that is merely wrong in places is imported with problems instead. */
export const definitionFaults = defineFaults({
  DEFINITION_EMPTY: { status: 422, message: 'The document has no content.' },
  DEFINITION_TOO_LARGE: { status: 413, message: 'The document exceeds the limits for size or nesting.' },
  DEFINITION_SYNTAX: { status: 422, message: 'The document is neither valid JSON nor valid YAML.' },
  DEFINITION_ENCODING: { status: 422, message: 'The bytes are not text in UTF-8 or UTF-16.' },
  DEFINITION_UNKNOWN_FORMAT: { status: 422, message: 'The document is something other than an OpenAPI definition.' },
  DEFINITION_UNSUPPORTED_VERSION: { status: 422, message: 'This version of OpenAPI can’t be read.' },
  DEFINITION_UNUSABLE: { status: 422, message: 'The document describes no operation.' },
  DEFINITION_ROOT_UNKNOWN: { status: 422, message: 'None of the files is an OpenAPI definition.' },
  DEFINITION_ROOT_UNCLEAR: { status: 422, message: 'Several of the files are definitions.' },
  DEFINITION_FILE_MISSING: { status: 422, message: 'The definition refers to a file that is missing.' },
  DEFINITION_ARCHIVE: {
    status: 422,
    message: 'The archive is damaged, password-protected, or has paths outside its folder.',
  },
  DEFINITION_OPERATION_UNKNOWN: { status: 404, message: 'The definition has no such operation.' },
});

/** Why a request cannot be written from the values that were given for its operation. */
export const writingFaults = defineFaults({
  REQUEST_SERVER_INVALID: { status: 422, message: 'The server URL can’t be built from its variables.' },
  REQUEST_PARAMETER_MISSING: { status: 422, message: 'A parameter that the path needs has no value.' },
  REQUEST_PARAMETER_INVALID: { status: 422, message: 'A value cannot be written where its parameter goes.' },
  REQUEST_BODY_INVALID: { status: 422, message: 'The body cannot be written in its media type.' },
});

export function pathValueMissing({ name }: { readonly name: string }) {
  return writingFaults.fault('REQUEST_PARAMETER_MISSING', `The path needs a value for “${name}”.`, {
    field: name,
    todo: 'Fill it in, then send again.',
  });
}

export function stepOfDots(path: string) {
  const message = `“${path.slice(0, 200)}” has a step of dots, which would lead to another path.`;
  return writingFaults.fault('REQUEST_PARAMETER_INVALID', message, { todo: 'Use a value other than “.” or “..”.' });
}
