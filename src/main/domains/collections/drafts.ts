import type { Json } from '#contract/common.ts';
import { type RequestDraft, requestBody, requestDraft } from '#contract/requests.ts';
import { DamagedValue } from '#main/store/index.ts';
import type { RowLists } from './rows.ts';
import { type SavedRecord, settingNames } from './table.ts';

type Columns = Omit<
  SavedRecord,
  'tenantId' | 'id' | 'name' | 'description' | 'position' | 'operationShape' | 'createdAt' | 'updatedAt' | 'deletedAt'
>;

/** What of a draft stands in columns. The environment is chosen when it is sent, and is no part of it. */
export function columnsOf(draft: RequestDraft): Columns {
  const { groupId, integrationId, operationKey, connectionId, auth, method, url, server, serverVariables } = draft;
  return {
    groupId,
    integrationId,
    operationKey,
    connectionId,
    auth,
    method,
    url,
    server,
    serverVariables,
    ...bodyColumns(draft.body),
    followRedirects: draft.followRedirects,
    maxRedirects: draft.maxRedirects,
    connectSeconds: draft.connectSeconds,
    responseSeconds: draft.responseSeconds,
    timeoutSeconds: draft.timeoutSeconds,
    httpVersion: draft.httpVersion,
    useCookies: draft.useCookies,
    beforeScript: draft.scripts.before,
    afterScript: draft.scripts.after,
  };
}

function bodyColumns(body: RequestDraft['body']) {
  const { kind } = body;
  switch (kind) {
    case 'none':
      return { bodyKind: kind, bodyMediaType: null, bodyText: null, bodyMore: null };
    case 'text':
      return {
        bodyKind: kind,
        bodyMediaType: body.mediaType,
        bodyText: body.text,
        bodyMore: more({ stored: body.stored }),
      };
    case 'form':
      return { bodyKind: kind, bodyMediaType: body.mediaType, bodyText: null, bodyMore: null };
    case 'file': {
      const { name, data, stored, leftOut, elsewhere } = body;
      return {
        bodyKind: kind,
        bodyMediaType: body.mediaType,
        bodyText: null,
        bodyMore: more({ name, data, stored, leftOut, elsewhere }),
      };
    }
    case 'graphql': {
      const { query, variables, operationName } = body;
      return { bodyKind: kind, bodyMediaType: null, bodyText: query, bodyMore: more({ variables, operationName }) };
    }
  }
}

/** What is undefined is not there once it is JSON. */
const more = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, Json>;

/** The lists of a draft. */
export function draftLists(draft: RequestDraft): Omit<RowLists, 'headers'> {
  const { parameters, variables, assertions, captures, body } = draft;
  return { parameters, fields: body.kind === 'form' ? body.fields : [], variables, assertions, captures };
}

/** The draft that columns and lists make. Throws DamagedValue where they make none. */
export function draftOf(record: Columns, lists: RowLists): RequestDraft {
  const settings = Object.fromEntries(settingNames.map((name) => [name, record[name]]));
  const { parameters, variables, assertions, captures } = lists;
  const { groupId, integrationId, operationKey, connectionId, auth, method, url, server, serverVariables } = record;
  const { success, data, error } = requestDraft.safeParse({
    groupId,
    integrationId,
    operationKey,
    connectionId,
    auth,
    method,
    url,
    server,
    serverVariables,
    ...settings,
    body: bodyOf(record, lists.fields),
    scripts: { before: record.beforeScript, after: record.afterScript },
    parameters,
    variables,
    assertions,
    captures,
  });
  if (success) return data;
  throw new DamagedValue('saved_requests', String(error.issues[0]?.path[0] ?? 'draft'), error);
}

function bodyOf(record: Columns, fields: RowLists['fields']) {
  const { bodyKind: kind, bodyMediaType: mediaType, bodyText, bodyMore } = record;
  const text = kind === 'graphql' ? { query: bodyText } : { text: bodyText };
  const { success, data, error } = requestBody.safeParse({ kind, mediaType, fields, ...text, ...bodyMore });
  if (success) return data;
  throw new DamagedValue('saved_requests', 'body', error);
}

/** A request that has nothing yet. */
export const blankDraft = (): RequestDraft =>
  requestDraft.parse({
    integrationId: null,
    operationKey: null,
    connectionId: null,
    method: 'GET',
    url: '',
    server: null,
    parameters: [],
    body: { kind: 'none' },
  });
