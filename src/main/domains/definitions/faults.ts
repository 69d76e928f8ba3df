import { importFaults } from '#contract/definitions.ts';
import { commonFaults } from '#contract/fault.ts';
import { definitionFaults } from '#contract/openapi.ts';

const kept = 'Nothing was imported or changed.';

export const cancelled = () =>
  commonFaults.fault('CANCELLED', 'The import was cancelled.', { kept, todo: 'Start it again when you’re ready.' });

export const tookTooLong = (seconds: number) =>
  definitionFaults.fault('DEFINITION_TOO_LARGE', `Reading the document took longer than ${seconds} seconds.`, {
    kept,
    todo: 'Import a smaller definition, or convert YAML to JSON first: it is read many times faster.',
  });

export const tookTooMuchMemory = () =>
  definitionFaults.fault('DEFINITION_TOO_LARGE', 'Reading the document needs more memory than the console allows.', {
    kept,
    todo: 'Import a bundled definition without inlined references, or one part of the API at a time.',
  });

export const workerEnded = () =>
  definitionFaults.fault('DEFINITION_TOO_LARGE', 'Reading the document stopped unexpectedly.', {
    kept,
    todo: 'Try again; if it happens again, the document cannot be read here.',
  });

export const tooLarge = (bytes: number, limit: number) =>
  importFaults.fault(
    'TOO_LARGE',
    `The document has ${megabytes(bytes)} MB; at most ${megabytes(limit)} MB can be read.`,
    {
      kept,
      todo: 'Import a bundled definition without inlined references, or one part of the API at a time.',
    },
  );

const megabytes = (bytes: number): string => (Math.ceil(bytes / 100_000) / 10).toLocaleString('en');

export const reviewGone = () =>
  importFaults.fault(
    'REVIEW_GONE',
    'The reviewed document is no longer there; it was imported, discarded or is a day old.',
    {
      kept,
      todo: 'Read the document again.',
    },
  );

export const uploadUnknown = () =>
  importFaults.fault('UPLOAD_UNKNOWN', 'The upload has ended or was never started.', {
    kept,
    todo: 'Choose the file again.',
  });

export const uploadOutOfOrder = (expected: number, offset: number) =>
  importFaults.fault(
    'UPLOAD_OUT_OF_ORDER',
    `A part starts at byte ${offset}; the next one must start at ${expected}.`,
    {
      kept,
      todo: 'Choose the file again.',
    },
  );

export const fetchFailed = (message: string, todo: string) =>
  importFaults.fault('FETCH_FAILED', message, { kept, todo, field: 'source.url' });

export const operationTaken = (key: string) =>
  importFaults.fault('OPERATION_TAKEN', `The integration already has ${key}.`, {
    kept: 'Nothing was changed.',
    todo: 'Change the existing operation, or choose another method or path.',
    field: 'operation.path',
  });

export const operationUnknown = (key: string) =>
  definitionFaults.fault('DEFINITION_OPERATION_UNKNOWN', `The integration has no operation ${key.slice(0, 200)}.`, {
    todo: 'It may have been removed by the last import. Go back to the list.',
  });
