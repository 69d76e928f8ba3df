import { z } from 'zod';
import { fileLimits } from '#core/openapi/files.ts';
import {
  definitionId,
  expected,
  givenName,
  httpUrl,
  integrationId,
  json,
  operationId,
  timestamp,
  window,
} from './common.ts';
import { defineFaults, passive, route } from './fault.ts';
import { integration, integrationFields } from './integrations.ts';
import { networkFaults } from './network.ts';
import {
  definitionComparison,
  definitionFaults,
  definitionReport,
  operationDetail,
  operationSummary,
} from './openapi.ts';
import { readable, storedThings } from './readable.ts';

export const importFaults = defineFaults({
  UPLOAD_UNKNOWN: { status: 404, message: 'The upload has ended or was never started.' },
  UPLOAD_OUT_OF_ORDER: { status: 409, message: 'A part of the upload is missing.' },
  TOO_LARGE: { status: 413, message: 'The document is too large.' },
  FETCH_FAILED: { status: 502, message: 'The document could not be fetched from its URL.' },
  REVIEW_GONE: { status: 404, message: 'The reviewed document is no longer there.' },
  OPERATION_TAKEN: { status: 409, message: 'The integration has an operation with this method and path.' },
});

/** Largest document that is read, in bytes of text. */
export const definitionByteLimit = 128 * 1024 * 1024;
/** Bytes of content in one part of an upload. */
export const uploadPartBytes = 1024 * 1024;

const uploadId = z.uuid();

const filePath = z.string().min(1).max(fileLimits.path);

/** One of the files that stand one after the other in an upload: its path in the folder, and how many bytes it has. */
const definitionPart = z.object({ path: filePath, bytes: z.int().nonnegative() });
export type DefinitionPart = z.infer<typeof definitionPart>;

/** Of many files, `root` is the path of the one to begin in; without it the only one that is a definition of its own. */
export const definitionSource = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('upload'),
    uploadId,
    fileName: z.string().max(255).optional(),
    /** A folder; without it the upload is one document, or a zip archive. */
    files: z.array(definitionPart).min(1).max(fileLimits.files).optional(),
    root: filePath.optional(),
  }),
  z.object({ kind: z.literal('text'), text: z.string().max(2_000_000) }),
  z.object({
    kind: z.literal('url'),
    url: httpUrl,
    remoteReferences: z.boolean().default(false),
    root: filePath.optional(),
  }),
]);
export type DefinitionSource = z.infer<typeof definitionSource>;

/** Something that this organisation has, and what a new definition does to it. */
const affected = z.object({ name: z.string(), reason: z.string() });

/** A parsed document that waits for a person's yes. */
export const review = z.object({
  id: definitionId,
  report: definitionReport,
  sourceUrl: z.string().nullable(),
  bytes: z.int(),
  /** What it is kept in: many files become one JSON document. */
  format: z.enum(['json', 'yaml']),
  /** What it came as. */
  written: z.object({ files: z.int(), formats: z.array(z.enum(['json', 'yaml'])) }),
  /** Name and base URL to start a new integration with. */
  suggestion: z.object({ name: z.string(), displayName: z.string(), baseUrl: z.string() }),
  /** The newest integration that came of a definition of the same title, at the same base URL. */
  existing: z.object({ id: integrationId, displayName: z.string() }).nullable(),
  /** Against the integration's definition of today, where one is given. */
  comparison: definitionComparison
    .extend({
      connectionsAffected: z.array(affected),
      handEditsAffected: z.array(z.object({ key: z.string(), reason: z.string() })),
      savedRequestsAffected: z.array(affected),
      assistantsAffected: z.array(affected),
      /** The integration keeps the one that it has, unless another is given with the yes. */
      baseUrl: z.object({ kept: z.string(), suggested: z.string() }),
    })
    .nullable(),
});
export type Review = z.infer<typeof review>;

/** An operation as the list shows it. `origin` hand was written by a person, edited carries hand edits over the definition's. */
export const operationRow = operationSummary
  .pick({
    key: true,
    method: true,
    path: true,
    operationId: true,
    summary: true,
    tags: true,
    deprecated: true,
    security: true,
  })
  .extend({ origin: z.enum(['definition', 'edited', 'hand']), handId: operationId.nullable() });
export type OperationRow = z.infer<typeof operationRow>;

/** An operation that a search through all integrations found. */
export const foundOperation = operationRow
  .pick({ key: true, method: true, path: true, operationId: true, summary: true, deprecated: true })
  .extend({ integrationId, integrationName: z.string() });
export type FoundOperation = z.infer<typeof foundOperation>;

/** The last operation that a search looked at. */
const operationCursor = z.object({ definitionId, ordinal: z.int() });

export const handParameter = z.object({
  name: z.string().trim().min(1).max(200),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean(),
  description: z.string().max(2_000).default(''),
  schema: json.default({ type: 'string' }),
});

/** An operation written by hand, for APIs without a definition or beside one. */
export const handOperation = z.object({
  method: z.string().regex(/^[A-Z]{1,20}$/, 'A method has capital letters only, for example GET.'),
  path: z.string().startsWith('/', 'A path must begin with /.').max(2_000),
  summary: z.string().max(500),
  description: z.string().max(10_000),
  parameters: z.array(handParameter).max(200),
  bodyMediaType: z.string().max(200).nullable(),
});
export type HandOperation = z.infer<typeof handOperation>;

/** What a person changed about an operation of the definition; it survives the next import. */
export const operationEdit = z.object({
  summary: z.string().max(500).optional(),
  description: z.string().max(10_000).optional(),
  hidden: z.boolean().optional(),
});

const guarded = route.errors({ ...definitionFaults.map, ...importFaults.map, ...networkFaults.map });
const shown = passive.errors({ ...definitionFaults.map, ...importFaults.map, ...networkFaults.map });
const ofIntegration = z.object({ integrationId });
const oneOperation = ofIntegration.extend({ key: z.string().max(2_100) });

const damaged = storedThings.operation;

export const definitionsContract = {
  beginUpload: guarded.input(z.object({ bytes: z.int().positive() })).output(z.object({ uploadId })),
  /** Parts arrive in order; `offset` is where this one begins. */
  uploadPart: guarded
    .input(z.object({ uploadId, offset: z.int().nonnegative(), data: z.base64().max(1_500_000) }))
    .output(z.object({ received: z.int() })),
  discardUpload: guarded.input(z.object({ uploadId })).output(z.object({ uploadId })),
  /** Parses, detects and stores the document aside, on a worker; `job` names it in progress events and for `cancelReview`. */
  review: guarded
    .input(
      z.object({
        source: definitionSource,
        integrationId: integrationId.optional(),
        job: z.string().max(80).optional(),
      }),
    )
    .output(review),
  cancelReview: guarded.input(z.object({ job: z.string().max(80) })).output(z.object({ cancelled: z.boolean() })),
  discardReview: guarded.input(z.object({ id: definitionId })).output(z.object({ id: definitionId })),
  /** Makes the reviewed document the definition of a new or an existing integration. */
  apply: guarded
    .input(
      z.object({
        id: definitionId,
        target: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('existing'), integrationId, baseUrl: httpUrl.optional() }),
          z.object({
            kind: z.literal('new'),
            name: givenName,
            fields: integrationFields.partial().required({ baseUrl: true }),
          }),
        ]),
      }),
    )
    .output(integration),
  /** Takes the definition off an integration; hand-written operations and connections stay. */
  detach: guarded.input(ofIntegration).output(integration),
  report: shown.input(ofIntegration).output(
    definitionReport.extend({
      id: definitionId,
      importedAt: timestamp,
      bytes: z.int(),
      format: z.enum(['json', 'yaml']),
    }),
  ),
  /** A piece of the document's text; offsets count UTF-16 units. */
  content: shown
    .input(ofIntegration.extend({ offset: z.int().nonnegative(), length: z.int().min(1).max(1_000_000) }))
    .output(z.object({ text: z.string(), total: z.int(), format: z.enum(['json', 'yaml']) })),
  operations: shown
    .input(
      ofIntegration.extend({
        text: z.string().max(200).optional(),
        tag: z.string().max(300).optional(),
        method: z.string().max(20).optional(),
        includeHidden: z.boolean().optional(),
        offset: window.offset,
        limit: z.int().min(1).max(5_000).default(500),
      }),
    )
    .output(
      z.object({
        rows: z.array(readable(operationRow, damaged)),
        total: z.int(),
        /** `title` is what persons read: the tags above it and itself. */
        tags: z.array(z.object({ name: z.string(), title: z.string(), count: z.int() })),
      }),
    ),
  /**
   * Operations of every integration that hold each word of `text`, with an exact address or name first. A search through very many
   * goes on with `next` as `after`; it is null where all were looked at.
   */
  search: shown
    .input(
      z.object({
        text: z.string().trim().min(1).max(200),
        after: operationCursor.optional(),
        limit: z.int().min(1).max(500).default(200),
      }),
    )
    .output(z.object({ rows: z.array(foundOperation), more: z.boolean(), next: operationCursor.nullable() })),
  describe: shown.input(oneOperation).output(operationDetail),
  addOperation: guarded.input(ofIntegration.extend({ operation: handOperation })).output(operationRow),
  updateOperation: guarded
    .input(ofIntegration.extend({ id: operationId, operation: handOperation.partial(), expected }))
    .output(operationRow),
  removeOperation: guarded.input(ofIntegration.extend({ id: operationId })).output(z.object({ id: operationId })),
  editOperation: guarded.input(oneOperation.extend({ edit: operationEdit.nullable(), expected })).output(operationRow),
};
