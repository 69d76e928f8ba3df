import { and, asc, eq, isNull } from 'drizzle-orm';
import type { AssistantId, ConnectionId, IntegrationId } from '#contract/common.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { requireVisible } from '../access.ts';
import type { AssistantsDeps } from '../deps.ts';
import { attachments } from '../table.ts';
import { type Named, toolNames, wantedName } from './toolNames.ts';

/** An operation that the assistant offers, under its name. */
export interface OfferedTool extends Named {
  readonly name: string;
  readonly renamed: boolean;
  readonly integrationId: IntegrationId;
  readonly connectionId: ConnectionId | null;
  readonly displayName: string;
}

type Deps = Pick<AssistantsDeps, 'store' | 'operationsOf'>;

/** All that an assistant offers, by integration and then in the order of the document, however many. Throws NOT_FOUND. */
export function offeredTools(deps: Deps, actor: Actor, id: AssistantId): OfferedTool[] {
  requireVisible(deps.store.read, actor, id);
  const operations = attached(deps, actor, id).flatMap(({ operations, ...attachment }) =>
    deps
      .operationsOf(actor, attachment.integrationId)
      .filter(({ key, method }) => isCallable(method) && (operations === null || operations.includes(key)))
      .map(({ key, operationId }) => ({ ...attachment, operationKey: key, operationId })),
  );
  const names = toolNames(operations);
  return operations.map((operation, index) => {
    const name = names[index] ?? '';
    return { ...operation, name, renamed: name !== wantedName(operation) };
  });
}

/** TRACE and CONNECT speak with what lies on the way, not with the API. */
const isCallable = (method: string): boolean => !/^(TRACE|CONNECT)$/i.test(method);

/** What is attached and active. */
function attached({ store }: Deps, { tenantId }: Actor, id: AssistantId) {
  return store.read
    .select({
      integrationId: attachments.integrationId,
      connectionId: attachments.connectionId,
      operations: attachments.operations,
      integrationName: integrations.name,
      displayName: integrations.displayName,
    })
    .from(attachments)
    .innerJoin(
      integrations,
      and(eq(integrations.tenantId, attachments.tenantId), eq(integrations.id, attachments.integrationId)),
    )
    .where(
      and(
        ...[eq(attachments.tenantId, tenantId), eq(attachments.assistantId, id)],
        ...[eq(integrations.active, true), isNull(integrations.deletedAt)],
      ),
    )
    .orderBy(asc(integrations.displayKey), asc(integrations.id))
    .all();
}
