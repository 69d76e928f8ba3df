import type { IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { inIntegration, oneRow } from './rows.ts';
import { connections } from './table.ts';

/** Binds connections of an integration to another host in the place of one, for an API of our own that moved. In the caller's transaction. */
export function moveHost(w: Writer, actor: Actor, integrationId: IntegrationId, from: string, to: string): void {
  for (const row of w.select().from(connections).where(inIntegration(actor, integrationId)).all()) {
    const allowedHosts = row.allowedHosts.map((host) => (host === from ? to : host));
    w.update(connections).set({ allowedHosts }).where(oneRow(row)).run();
  }
}
