import { and, eq } from 'drizzle-orm';
import type { Assistant } from '#contract/assistants.ts';
import { type AssistantId, attachmentId } from '#contract/common.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import { requireEditable } from './access.ts';
import type { AssistantsDeps, ReadDeps } from './deps.ts';
import { readAssistant } from './list.ts';
import { insertAssistant, isNameTaken } from './save.ts';
import { type AssistantRow, attachments } from './table.ts';
import { told } from './told.ts';
import { findConnection } from './usableConnection.ts';

type Deps = ReadDeps & Pick<AssistantsDeps, 'store' | 'events'>;

/** A copy of one's own with the same integrations. Connections that the person may not use are left out. Throws NOT_FOUND. */
export function duplicateAssistant(deps: Deps, actor: Actor, { id }: { id: AssistantId }): Assistant {
  requireRole(actor, 'editor');
  const copy = deps.store.write((w) => {
    const row = requireEditable(w, actor, id);
    const copyId = insertAssistant(w, actor, { ...fieldsOf(row), name: freeName(w, row) }, deps.now());
    copyAttachments(deps, w, actor, row, copyId);
    return readAssistant(deps, w, actor, copyId);
  });
  told(deps, actor, 'duplicated', copy);
  return copy;
}

function freeName(r: Reader, row: AssistantRow): string {
  const nobody = { tenantId: row.tenantId, id: row.id };
  for (let count = 1; ; count += 1) {
    const name = `${row.name.slice(0, 105)} copy${count === 1 ? '' : ` ${count}`}`;
    if (!isNameTaken(r, nobody, name)) return name;
  }
}

function copyAttachments(deps: Deps, w: Writer, actor: Actor, { tenantId, id }: AssistantRow, to: AssistantId): void {
  const of = and(eq(attachments.tenantId, tenantId), eq(attachments.assistantId, id));
  const now = deps.now();
  for (const row of w.select().from(attachments).where(of).all()) {
    const usable = row.connectionId !== null && findConnection(deps, w, actor, row.connectionId) !== undefined;
    const connectionId = usable ? row.connectionId : null;
    const times = { createdAt: now, updatedAt: now };
    w.insert(attachments)
      .values({ ...row, ...times, id: attachmentId.parse(uuidv7(now)), assistantId: to, connectionId })
      .run();
  }
}

function fieldsOf({ description, instructions, providerId, model, visibility }: AssistantRow) {
  return { description, instructions, providerId, model, visibility };
}
