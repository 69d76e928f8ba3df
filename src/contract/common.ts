import { z } from 'zod';

/** What a membership allows: viewers read and send nothing, editors change and send, admins also manage people and the vault. */
export const role = z.enum(['admin', 'editor', 'viewer']);
export type Role = z.infer<typeof role>;

const ranks: Record<Role, number> = { viewer: 0, editor: 1, admin: 2 };

/** Whether a role allows what needs the other. */
export function reaches(given: Role, needed: Role): boolean {
  return ranks[given] >= ranks[needed];
}

const id = <const B extends string>(brand: B) => z.uuid().brand(brand);

export const tenantId = id('TenantId');
export type TenantId = z.infer<typeof tenantId>;
export const userId = id('UserId');
export type UserId = z.infer<typeof userId>;
export const integrationId = id('IntegrationId');
export type IntegrationId = z.infer<typeof integrationId>;
export const definitionId = id('DefinitionId');
export type DefinitionId = z.infer<typeof definitionId>;
export const connectionId = id('ConnectionId');
export type ConnectionId = z.infer<typeof connectionId>;
export const exchangeId = id('ExchangeId');
export type ExchangeId = z.infer<typeof exchangeId>;
export const activityId = id('ActivityId');
export type ActivityId = z.infer<typeof activityId>;
export const operationId = id('OperationId');
export type OperationId = z.infer<typeof operationId>;
export const assistantId = id('AssistantId');
export type AssistantId = z.infer<typeof assistantId>;
export const attachmentId = id('AttachmentId');
export type AttachmentId = z.infer<typeof attachmentId>;
export const signInId = id('SignInId');
export type SignInId = z.infer<typeof signInId>;
export const savedRequestId = id('SavedRequestId');
export type SavedRequestId = z.infer<typeof savedRequestId>;
export const runId = id('RunId');
export type RunId = z.infer<typeof runId>;
export const exampleId = id('ExampleId');
export type ExampleId = z.infer<typeof exampleId>;
/** A collection, or a folder in one. */
export const groupId = id('GroupId');
export type GroupId = z.infer<typeof groupId>;
export const environmentId = id('EnvironmentId');
export type EnvironmentId = z.infer<typeof environmentId>;
export const variableId = id('VariableId');
export type VariableId = z.infer<typeof variableId>;

/** The last moment that a `Date` knows, in the year 275760 (ECMA-262, section 21.4.1.1). */
export const lastTimestamp = 8_640_000_000_000_000;

/** Milliseconds since 1970-01-01 UTC. */
export const timestamp = z.int().nonnegative().max(lastTimestamp);

/** A name a person gives: trimmed, one line, 1 to 120 characters. */
export const givenName = z
  .string()
  .trim()
  .min(1, 'A name is needed.')
  .max(120, 'A name has 120 characters at most.')
  .regex(/^[^\p{Cc}]*$/u, 'A name is one line without control characters.');

/** Free text of some lines. */
export const freeText = z.string().max(10_000, 'This text has 10,000 characters at most.');

/** An absolute http or https URL without user name, password or fragment. */
export const httpUrl = z
  .string()
  .trim()
  .max(2_048, 'A URL has 2,048 characters at most.')
  .refine(isHttpUrl, 'Enter a URL that begins with http:// or https:// and has no user name, password or # in it.');

function isHttpUrl(value: string): boolean {
  const url = /^https?:\/\/[^#\s]*$/i.test(value) ? URL.parse(value) : null;
  return url !== null && url.username === '' && url.password === '';
}

export const sortDirection = z.enum(['asc', 'desc']);

/** A window of a long list; `offset` counts rows. */
export const window = { offset: z.int().nonnegative().default(0), limit: z.int().min(1).max(500).default(100) };

/** JSON as it is in a document: any value, no functions, no undefined. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export const json: z.ZodType<Json> = z.json();

/**
 * What the editor saw in the fields that it changes. Where something else stands by now the change is refused with
 * CHANGED_MEANWHILE, which says what. Fields that are left out are not guarded.
 */
export const expected = z.record(z.string().max(200), z.unknown()).optional();

/** A deleted thing in a list. It is kept for 30 days. */
export const deletedThing = <Id extends z.ZodType>(id: Id) =>
  z.object({
    id,
    name: z.string(),
    deletedAt: timestamp,
    /** Whether the person may bring it back. */
    restorable: z.boolean(),
  });

/** Small files travel as base64 text inside JSON. */
export const base64 = z.base64();
