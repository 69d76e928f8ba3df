import { and, eq } from 'drizzle-orm';
import { type AssistantId, attachmentId, type IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { Choice } from './choice.ts';
import { type AttachmentRow, attachments } from './table.ts';

type Key = { readonly assistantId: AssistantId; readonly integrationId: IntegrationId };

export function findAttachment(r: Reader, actor: Actor, key: Key): AttachmentRow | undefined {
  return r.select().from(attachments).where(ofKey(actor, key)).get();
}

export function insertAttachment(w: Writer, actor: Actor, id: AssistantId, choice: Choice, now: number): void {
  const key = { tenantId: actor.tenantId, id: attachmentId.parse(uuidv7(now)), assistantId: id };
  w.insert(attachments)
    .values({ ...key, ...choice, operations: null, createdAt: now, updatedAt: now })
    .run();
}

type Columns = Partial<Pick<AttachmentRow, 'connectionId' | 'operations'>>;

/** @returns whether there was one */
export function updateAttachment(w: Writer, actor: Actor, key: Key, columns: Columns, now: number): boolean {
  const set = { ...columns, updatedAt: now };
  return w.update(attachments).set(set).where(ofKey(actor, key)).run().changes > 0;
}

/** @returns whether there was one */
export function deleteAttachment(w: Writer, actor: Actor, key: Key): boolean {
  return w.delete(attachments).where(ofKey(actor, key)).run().changes > 0;
}

function ofKey({ tenantId }: Actor, { assistantId, integrationId }: Key) {
  return and(
    eq(attachments.tenantId, tenantId),
    eq(attachments.assistantId, assistantId),
    eq(attachments.integrationId, integrationId),
  );
}
