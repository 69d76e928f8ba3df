import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '#contract/common.ts';
import { createConnections } from '#main/domains/connections/index.ts';
import { assistantsRig } from '#test/support/assistantsRig.ts';
import { domainClient } from '#test/support/domainClient.ts';
import { createAssistant, duplicateAssistant } from './assistant.ts';
import { changeAttachments, configure, detach } from './attachments.ts';

describe('an assistant whose connection was deleted', () => {
  async function attached() {
    const rig = await assistantsRig();
    const integrationId = rig.integrate({ baseUrl: 'https://api.example.com' });
    const [one, other] = [rig.connect(integrationId), rig.connect(integrationId)];
    const { id: assistantId } = createAssistant(rig.assistants, rig.admin, { name: 'Desk' });
    const key = { assistantId, integrationId };
    const attach = (connectionId: ConnectionId | null) =>
      changeAttachments(rig.assistants, rig.admin, {
        assistantId,
        attach: [{ integrationId, connectionId }],
        detach: [],
      });
    attach(one.id);
    const connections = domainClient(createConnections(rig.kernel, rig.deps), rig.admin);
    const remove = () => connections.remove({ id: one.id, confirmed: true });
    const restore = () => connections.restore({ ids: [one.id] });
    await remove();
    const used = (id = assistantId) => rig.attachmentsOf(id).map((row) => row.connection_id);
    expect(used()).toEqual([null]);
    return { ...rig, key, one, other, attach, used, remove, restore };
  }

  test('uses it again when it comes back', async () => {
    const { used, one, remove, restore, ...rig } = await attached();
    const copy = duplicateAssistant(rig.assistants, rig.admin, { id: rig.key.assistantId });
    await restore();
    expect([used(), used(copy.id)]).toEqual([[one.id], [null]]);
    await remove();
    await restore();
    expect(used()).toEqual([one.id]);
  });

  test.each([
    ['another one was chosen', 'other'],
    ['none was chosen', null],
    ['it was attached anew', 'anew'],
  ] as const)('stays as it is where %s meanwhile', async (_what, choice) => {
    const { used, other, key, attach, restore, ...rig } = await attached();
    if (choice === 'anew') {
      detach(rig.assistants, rig.admin, key);
      attach(null);
    } else {
      const connectionId = choice === 'other' ? other.id : null;
      await configure(rig.assistants, rig.admin, { ...key, connectionId, validate: false });
    }
    await restore();
    expect(used()).toEqual([choice === 'other' ? other.id : null]);
  });
});
