import { and, eq } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import type { OperationRow } from '#contract/definitions.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { DefinitionsDeps } from './deps.ts';
import { operationUnknown } from './faults.ts';
import { countOperations, findOperation } from './operations.ts';
import { operationEdits } from './table.ts';
import { tellChange } from './tellChange.ts';

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
        .values({ ...place, ...columnsOf(edit), updatedAt: deps.now() })
        .run();
    countOperations(w, actor.tenantId, integrationId);
    return findOperation(w, actor, integrationId, key) ?? before;
  });
  tellChange(deps, actor, integrationId, edit ? 'edited the operation' : 'took the edits off the operation', key);
  return row;
}

const columnsOf = ({ summary = '', description = '', hidden = false }: Edit) => ({
  summary: summary === '' ? null : summary,
  description: description === '' ? null : description,
  hidden,
});
