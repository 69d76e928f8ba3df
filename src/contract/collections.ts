import { z } from 'zod';
import { collectionFaults } from '#core/collections/faults.ts';
import {
  connectionId,
  deletedThing,
  environmentId,
  exampleId,
  exchangeId,
  expected,
  givenName,
  groupId,
  integrationId,
  savedRequestId,
  timestamp,
} from './common.ts';
import { connectionFaults } from './connections.ts';
import { definitionSource, importFaults } from './definitions.ts';
import { passive, route } from './fault.ts';
import { definitionFaults } from './openapi.ts';
import { readable, storedThings } from './readable.ts';
import { formField, requestAuth, requestScripts, requestSettings } from './requestParts.ts';
import { requestDraft } from './requests.ts';

/** Markdown. */
const description = z.string().max(200_000, 'A description has 200,000 characters at most.');

/** A header that every request below a group sends. */
export const groupHeader = formField.pick({ name: true, value: true, enabled: true, description: true });

/** A collection, or a folder in one. */
export const requestGroup = z.object({
  id: groupId,
  /** Null is a collection. */
  parentId: groupId.nullable(),
  name: z.string(),
  description,
  auth: requestAuth,
  connectionId: connectionId.nullable(),
  headers: z.array(groupHeader),
  scripts: requestScripts,
  ...requestSettings.shape,
  updatedAt: timestamp,
});
export type RequestGroup = z.infer<typeof requestGroup>;

/** Where it stands among its siblings, folders and requests together: before those whose text is greater, by code unit. */
const position = z.string();

export const groupRow = requestGroup
  .pick({ id: true, parentId: true, name: true })
  .extend({ authKind: z.string(), position });
export type GroupRow = z.infer<typeof groupRow>;

export const savedRequestRow = z.object({
  id: savedRequestId,
  groupId: groupId.nullable(),
  name: z.string(),
  method: z.string(),
  url: z.string(),
  integrationId: integrationId.nullable(),
  operationKey: z.string().nullable(),
  /** It was made for an operation that is no longer in the integration's definition. It can still be sent as it is. */
  operationGone: z.boolean(),
  position,
});
export type SavedRequestRow = z.infer<typeof savedRequestRow>;

export const savedRequest = z.object({
  id: savedRequestId,
  name: z.string(),
  description,
  draft: requestDraft,
  updatedAt: timestamp,
  operationGone: z.boolean(),
  /** What is another in the definition than when the request was saved, a sentence each. */
  operationChanges: z.array(z.string()),
});
export type SavedRequest = z.infer<typeof savedRequest>;

/** One of the things that a collection holds. */
export const collectionItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('group'), id: groupId }),
  z.object({ kind: z.literal('request'), id: savedRequestId }),
]);
export type CollectionItem = z.infer<typeof collectionItem>;

/** A response that is kept with a request as an example. */
export const requestExample = z.object({
  id: exampleId,
  name: z.string(),
  status: z.int(),
  statusText: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  body: z.string(),
});
export type RequestExample = z.infer<typeof requestExample>;

/** Formats that collections are written in. */
export const exportFormats = ['postman', 'openCollection', 'har', 'openapi', 'curl'] as const;

const portableNote = z.object({ path: z.array(z.string()), message: z.string() });

/** What files of other tools hold, before anything of it is taken over. */
export const collectionReview = z.object({
  id: z.uuid(),
  format: z.string(),
  collections: z.array(z.object({ name: z.string(), requests: z.int(), folders: z.int(), variables: z.int() })),
  environments: z.array(z.object({ name: z.string(), variables: z.int() })),
  /** Values that are secrets: they go into the vault as variables, or are left out. */
  secrets: z.int(),
  /** What cannot be taken over, item by item. */
  notes: z.array(portableNote),
});
export type CollectionReview = z.infer<typeof collectionReview>;

/** A file as it was read, by its path or name. */
export const textFile = z.object({ path: z.string().max(1_000), text: z.string().max(100_000_000) });
const files = z.array(z.object({ path: z.string(), text: z.string() }));

const guarded = route.errors({
  ...connectionFaults.map,
  ...importFaults.map,
  ...definitionFaults.map,
  ...collectionFaults.map,
});
const items = z.array(collectionItem).min(1).max(10_000);
const changed = z.object({ items: z.array(collectionItem) });

export const collectionsContract = {
  /** All groups and requests in their order: siblings stand in theirs, parents anywhere before or after. */
  tree: passive.output(
    z.object({
      groups: z.array(readable(groupRow, storedThings.group)),
      requests: z.array(readable(savedRequestRow, storedThings.savedRequest)),
    }),
  ),
  /** Requests and groups whose name, address or description has all words of a text; the first 1,000. */
  search: passive.input(z.object({ text: z.string().min(1).max(200) })).output(changed),
  group: passive.input(z.object({ id: groupId })).output(requestGroup),
  /** Makes a group, last among its siblings, or changes what is given of one. Secrets that are typed into it are left out. */
  saveGroup: guarded
    .input(
      z.object({
        id: groupId.optional(),
        /** Counts for a new one. */
        parentId: groupId.nullable().default(null),
        name: givenName.optional(),
        description: description.optional(),
        auth: requestAuth.optional(),
        connectionId: connectionId.nullable().optional(),
        headers: z.array(groupHeader).max(500).optional(),
        scripts: requestScripts.optional(),
        settings: requestSettings.optional(),
        expected,
      }),
    )
    .output(requestGroup),
  request: passive.input(z.object({ id: savedRequestId })).output(savedRequest),
  /**
   * Saves a draft under a name, in the group of the draft: a new one last among its siblings. Secrets that are typed into it are left out. Throws
   * CONFLICT where another request of the group has the name.
   */
  save: guarded
    .input(
      z.object({
        id: savedRequestId.optional(),
        name: givenName,
        description: description.optional(),
        draft: requestDraft,
        expected,
      }),
    )
    .output(savedRequest),
  /** Takes what the definition says now as what the request was saved for. */
  acceptOperation: guarded.input(z.object({ id: savedRequestId })).output(savedRequest),
  /** Places things into a group (null: beside the collections), before one of its things or last. */
  move: guarded.input(z.object({ items, into: groupId.nullable(), before: collectionItem.nullable() })).output(changed),
  /** Copies each beside itself, with all that it holds. */
  duplicate: guarded.input(z.object({ items })).output(changed),
  rename: guarded.input(z.object({ item: collectionItem, name: givenName })).output(changed),
  /** Deletes softly, with all that they hold; `restore` undoes it for 30 days. */
  remove: guarded.input(z.object({ items })).output(changed),
  restore: guarded.input(z.object({ items })).output(changed),
  /** Reads collections and environments of other tools, on a worker; nothing is kept of them until `import`. */
  review: guarded
    .input(
      z.object({
        source: z.discriminatedUnion('kind', [
          definitionSource.options[0].omit({ root: true }),
          z.object({ kind: z.literal('text'), text: z.string().max(2_000_000) }),
          z.object({ kind: z.literal('files'), files: z.array(textFile).min(1).max(10_000) }),
        ]),
      }),
    )
    .output(collectionReview),
  discardReview: guarded.input(z.object({ id: z.uuid() })).output(z.object({ id: z.uuid() })),
  /** Takes over what was reviewed: its collections beside the others or into a group, its environments, its secrets where `keepSecrets` says so. */
  import: guarded
    .input(z.object({ id: z.uuid(), into: groupId.nullable().default(null), keepSecrets: z.boolean().default(true) }))
    .output(
      z.object({
        groups: z.array(groupId),
        requests: z.int(),
        environments: z.array(z.string()),
        notes: z.array(portableNote),
      }),
    ),
  /** A collection or folder in a format of other tools, without secrets; what the format cannot hold is in `notes`. */
  export: guarded
    .input(z.object({ id: groupId, format: z.enum(exportFormats), environmentId: environmentId.optional() }))
    .output(z.object({ files, notes: z.array(portableNote) })),
  examples: passive.input(z.object({ id: savedRequestId })).output(z.array(requestExample)),
  /** Keeps the response of a sent request as an example; what of it is redacted stays so. */
  keepExample: guarded.input(z.object({ id: savedRequestId, exchangeId, name: givenName })).output(requestExample),
  removeExample: guarded.input(z.object({ id: exampleId })).output(z.object({ id: exampleId })),
  deletedGroups: passive.output(z.array(deletedThing(groupId))),
  deletedRequests: passive.output(z.array(deletedThing(savedRequestId))),
};
