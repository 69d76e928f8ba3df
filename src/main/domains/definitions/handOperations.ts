import { and, eq } from 'drizzle-orm';
import { type IntegrationId, type OperationId, operationId } from '#contract/common.ts';
import type { HandOperation, OperationRow } from '#contract/definitions.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { uuidv7, type Writer } from '#main/store/index.ts';
import { readRecord } from '../integrations/index.ts';
import type { DefinitionsDeps } from './deps.ts';
import { operationTaken, operationUnknown } from './faults.ts';
import { countOperations, findOperation } from './operations.ts';
import { searchKey } from './searchKey.ts';
import { type HandRecord, handOperations } from './table.ts';
import { tellChange } from './tellChange.ts';

type Deps = Pick<DefinitionsDeps, 'store' | 'events' | 'now'>;

const columnsOf = (operation: HandOperation) => ({
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
  const columns = columnsOf(operation);
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
  const columns = columnsOf(operation);
  const row = deps.store.write((w) => {
    const before = readHand(w, actor, integrationId, id);
    const moved = before.key !== columns.key;
    if (moved && findOperation(w, actor, integrationId, columns.key)) throw operationTaken(columns.key);
    w.update(handOperations)
      .set({ ...columns, updatedAt: deps.now() })
      .where(one(before))
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
    w.delete(handOperations).where(one(before)).run();
    countOperations(w, actor.tenantId, integrationId);
    return before;
  });
  tellChange(deps, actor, integrationId, 'removed the operation', removed.key);
  return { id };
}

const one = ({ tenantId, id }: Pick<HandRecord, 'tenantId' | 'id'>) =>
  and(eq(handOperations.tenantId, tenantId), eq(handOperations.id, id));

function readHand(w: Writer, { tenantId }: Actor, integrationId: IntegrationId, id: OperationId): HandRecord {
  readRecord(w, tenantId, integrationId);
  const wanted = and(one({ tenantId, id }), eq(handOperations.integrationId, integrationId));
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
