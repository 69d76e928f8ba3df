import { and, eq } from 'drizzle-orm';
import { type IntegrationId, type OperationId, operationId, type TenantId } from '#contract/common.ts';
import type { HandOperation, OperationRow } from '#contract/definitions.ts';
import { jsonSchema, type OperationDetail, type OperationParameter } from '#contract/openapi.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import { readRecord } from '../integrations/index.ts';
import type { DefinitionsDeps } from './deps.ts';
import { operationTaken, operationUnknown } from './faults.ts';
import { countOperations, findOperation } from './operations.ts';
import { type HandRecord, handOperations, operationEdits, searchKey } from './table.ts';
import { tellChange } from './tellChange.ts';

type Deps = Pick<DefinitionsDeps, 'store' | 'events' | 'now'>;

const handColumns = (operation: HandOperation) => ({
  ...operation,
  key: `${operation.method} ${operation.path}`,
  search: searchKey(operation),
});

/** Adds an operation written by hand. Throws OPERATION_TAKEN where the integration has the method and path. */
export function addOperation(
  deps: Deps,
  actor: Actor,
  { integrationId, operation }: { integrationId: IntegrationId; operation: HandOperation },
): OperationRow {
  requireRole(actor, 'editor');
  const now = deps.now();
  const columns = handColumns(operation);
  const row = deps.store.write((w) => {
    if (findOperation(w, actor, integrationId, columns.key)) throw operationTaken(columns.key);
    const id = operationId.parse(uuidv7(now));
    const keys = { tenantId: actor.tenantId, id, integrationId };
    w.insert(handOperations)
      .values({ ...columns, ...keys, createdAt: now, updatedAt: now })
      .run();
    return counted(w, actor, integrationId, columns.key);
  });
  tellChange(deps, actor, integrationId, 'added the operation', row.key);
  return row;
}

export function updateOperation(
  deps: Deps,
  actor: Actor,
  { integrationId, id, operation }: { integrationId: IntegrationId; id: OperationId; operation: HandOperation },
): OperationRow {
  requireRole(actor, 'editor');
  const columns = handColumns(operation);
  const row = deps.store.write((w) => {
    const before = readHand(w, actor, integrationId, id);
    const moved = before.key !== columns.key;
    if (moved && findOperation(w, actor, integrationId, columns.key)) throw operationTaken(columns.key);
    w.update(handOperations)
      .set({ ...columns, updatedAt: deps.now() })
      .where(sameOperation(before))
      .run();
    return counted(w, actor, integrationId, columns.key);
  });
  tellChange(deps, actor, integrationId, 'changed the operation', row.key);
  return row;
}

export function removeOperation(
  deps: Deps,
  actor: Actor,
  { integrationId, id }: { integrationId: IntegrationId; id: OperationId },
): { id: OperationId } {
  requireRole(actor, 'editor');
  const removed = deps.store.write((w) => {
    const before = readHand(w, actor, integrationId, id);
    w.delete(handOperations).where(sameOperation(before)).run();
    countOperations(w, actor.tenantId, integrationId);
    return before;
  });
  tellChange(deps, actor, integrationId, 'removed the operation', removed.key);
  return { id };
}

const sameOperation = ({ tenantId, id }: Pick<HandRecord, 'tenantId' | 'id'>) =>
  and(eq(handOperations.tenantId, tenantId), eq(handOperations.id, id));

function readHand(w: Writer, { tenantId }: Actor, integrationId: IntegrationId, id: OperationId): HandRecord {
  readRecord(w, tenantId, integrationId);
  const wanted = and(sameOperation({ tenantId, id }), eq(handOperations.integrationId, integrationId));
  const row = w.select().from(handOperations).where(wanted).get();
  if (!row) throw notFound('The operation');
  return row;
}

function counted(w: Writer, actor: Actor, id: IntegrationId, key: string): OperationRow {
  countOperations(w, actor.tenantId, id);
  const row = findOperation(w, actor, id, key);
  if (!row) throw operationUnknown(key);
  return row;
}

interface Edit {
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly hidden?: boolean | undefined;
}

/**
 * Lays a person's words over an operation of the definition, in place of the edit before; null takes them off.
 * They are kept by method and path, so that the next import finds them again. Throws DEFINITION_OPERATION_UNKNOWN.
 */
export function editOperation(
  deps: Pick<DefinitionsDeps, 'store' | 'events' | 'now'>,
  actor: Actor,
  { integrationId, key, edit }: { integrationId: IntegrationId; key: string; edit: Edit | null },
): OperationRow {
  requireRole(actor, 'editor');
  const row = deps.store.write((w) => {
    const before = findOperation(w, actor, integrationId, key);
    if (!before || before.origin === 'hand') throw operationUnknown(key);
    const place = { tenantId: actor.tenantId, integrationId, key };
    w.delete(operationEdits)
      .where(
        and(
          eq(operationEdits.tenantId, actor.tenantId),
          eq(operationEdits.integrationId, integrationId),
          eq(operationEdits.key, key),
        ),
      )
      .run();
    if (edit)
      w.insert(operationEdits)
        .values({ ...place, ...editColumns(edit), updatedAt: deps.now() })
        .run();
    countOperations(w, actor.tenantId, integrationId);
    return findOperation(w, actor, integrationId, key) ?? before;
  });
  tellChange(deps, actor, integrationId, edit ? 'edited the operation' : 'took the edits off the operation', key);
  return row;
}

const editColumns = ({ summary = '', description = '', hidden = false }: Edit) => ({
  summary: summary === '' ? null : summary,
  description: description === '' ? null : description,
  hidden,
});

export function findHand(r: Reader, tenantId: TenantId, id: IntegrationId, key: string): HandRecord | undefined {
  const mine = and(
    eq(handOperations.tenantId, tenantId),
    eq(handOperations.integrationId, id),
    eq(handOperations.key, key),
  );
  return r.select().from(handOperations).where(mine).get();
}

/** An operation that was written by hand, in the words of one that a definition describes. */
export function handDetail(row: HandRecord): OperationDetail {
  return {
    key: row.key,
    method: row.method,
    path: row.path,
    summary: row.summary,
    description: row.description,
    tags: [],
    deprecated: false,
    security: null,
    pointer: '',
    ordinal: 0,
    fingerprint: '',
    parameters: row.parameters.map(parameterOf),
    ...(row.bodyMediaType === null ? {} : { requestBody: bodyOf(row.bodyMediaType) }),
    responses: [],
    servers: [],
    definitions: {},
    problems: [],
  };
}

/** Style and explode are the defaults of OpenAPI 3 for the place (Parameter Object, `style`). */
function parameterOf({
  name,
  in: place,
  required,
  description,
  schema,
}: HandRecord['parameters'][number]): OperationParameter {
  const inQuery = place === 'query' || place === 'cookie';
  const parsed = jsonSchema.safeParse(schema);
  return {
    name,
    in: place,
    required: required || place === 'path',
    deprecated: false,
    ...(description === '' ? {} : { description }),
    style: inQuery ? 'form' : 'simple',
    explode: inQuery,
    allowReserved: false,
    allowEmptyValue: false,
    schema: parsed.success ? parsed.data : true,
  };
}

function bodyOf(mediaType: string): NonNullable<OperationDetail['requestBody']> {
  return { required: false, contents: [{ mediaType, encoding: [] }] };
}
