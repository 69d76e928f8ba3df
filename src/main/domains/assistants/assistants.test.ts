import { eq, sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { IntegrationId } from '#contract/common.ts';
import { connectionStates, connections } from '#main/domains/connections/index.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { assistantsRig, keyAuth } from '#test/support/assistantsRig.ts';
import { outcome } from '#test/support/makeConnection.ts';
import {
  createAssistant,
  duplicateAssistant,
  purgeAssistants,
  removeAssistants,
  restoreAssistants,
  updateAssistant,
} from './assistant.ts';
import { changeAttachments } from './attachments.ts';
import { listIntegrationsOf } from './integrations.ts';
import { listAssistantIds, listAssistants, readAssistant } from './list.ts';

const window = { offset: 0, limit: 100, sort: 'name', direction: 'asc' } as const;

async function begin() {
  const rig = await assistantsRig();
  const editor = rig.member('editor', 'Eve');
  const names = (actor = rig.admin, text?: string) =>
    listAssistants(rig.assistants, actor, { ...window, ...(text === undefined ? {} : { text }) }).rows.map(
      ({ name }) => name,
    );
  return { ...rig, editor, names };
}

describe('assistants', () => {
  it('take an AI provider of the tenant and nothing else', async () => {
    const { assistants, admin, integrate } = await begin();
    const provider = integrate({ type: 'ai_provider', displayName: 'Local model', baseUrl: 'http://127.0.0.1:9' });
    const other = integrate({ baseUrl: 'http://127.0.0.1:9' });
    const made = createAssistant(assistants, admin, {
      name: 'Helper',
      providerIntegrationId: provider,
      model: 'small',
    });
    expect(made).toMatchObject({ providerName: 'Local model', model: 'small', visibility: 'team', attachments: 0 });
    expect(
      outcome(() => updateAssistant(assistants, admin, { id: made.id, changes: { providerIntegrationId: other } })),
    ).toBe('INVALID');
    expect(readAssistant(assistants, assistants.store.read, admin, made.id).providerIntegrationId).toBe(provider);
  });

  it('have one name in a tenant, whatever the case', async () => {
    const { assistants, admin } = await begin();
    createAssistant(assistants, admin, { name: 'Helper' });
    expect(outcome(() => createAssistant(assistants, admin, { name: 'HELPER' }))).toBe('NAME_TAKEN');
  });

  it('are the owner’s alone while private', async () => {
    const { assistants, admin, editor, names } = await begin();
    const mine = createAssistant(assistants, editor, { name: 'Mine', visibility: 'private' });
    expect([names(), names(editor)]).toEqual([[], ['Mine']]);
    expect(outcome(() => updateAssistant(assistants, admin, { id: mine.id, changes: { name: 'Yours' } }))).toBe(
      'NOT_FOUND',
    );
  });

  it('are edited by every editor of the team, who may not hide them', async () => {
    const { assistants, admin, editor, member } = await begin();
    const { id } = createAssistant(assistants, admin, { name: 'Team' });
    expect(updateAssistant(assistants, editor, { id, changes: { description: 'Better' } }).description).toBe('Better');
    expect(outcome(() => updateAssistant(assistants, editor, { id, changes: { visibility: 'private' } }))).toBe(
      'FORBIDDEN',
    );
    expect(outcome(() => updateAssistant(assistants, member('viewer', 'Vi'), { id, changes: {} }))).toBe('FORBIDDEN');
  });

  it('come back from deletion with what was attached, unless the name was given away', async () => {
    const { assistants, admin, integrate, names, attachmentsOf } = await begin();
    const { id } = createAssistant(assistants, admin, { name: 'Helper' });
    const integrationId = integrate({ baseUrl: 'http://127.0.0.1:9' });
    changeAttachments(assistants, admin, {
      assistantId: id,
      attach: [{ integrationId, connectionId: null }],
      detach: [],
    });
    removeAssistants(assistants, admin, { ids: [id] });
    expect(names()).toEqual([]);
    restoreAssistants(assistants, admin, { ids: [id] });
    expect([names(), attachmentsOf(id).length]).toEqual([['Helper'], 1]);
    removeAssistants(assistants, admin, { ids: [id] });
    createAssistant(assistants, admin, { name: 'helper' });
    expect(outcome(() => restoreAssistants(assistants, admin, { ids: [id] }))).toBe('CONFLICT');
  });

  it('go for good after 30 days', async () => {
    const { assistants, admin } = await begin();
    const { id } = createAssistant(assistants, admin, { name: 'Old' });
    removeAssistants(assistants, admin, { ids: [id] });
    const later = (days: number) => () => assistants.now() + days * 86_400_000;
    expect(await purgeAssistants({ ...assistants, now: later(29) })).toBe(0);
    expect(await purgeAssistants({ ...assistants, now: later(31) })).toBe(1);
    expect(restoreAssistants(assistants, admin, { ids: [id] }).ids).toEqual([]);
    const ids = Array.from(
      { length: 45 },
      (_, index) => createAssistant(assistants, admin, { name: `Old ${index}` }).id,
    );
    removeAssistants(assistants, admin, { ids });
    expect(await purgeAssistants({ ...assistants, now: later(31) })).toBe(45);
  });

  it('are duplicated with their integrations, without connections that the person may not use', async () => {
    const { assistants, admin, editor, integrate, connect, attachmentsOf } = await begin();
    const { id } = createAssistant(assistants, admin, { name: 'Helper', instructions: 'Be brief.' });
    const [open, closed] = [integrate({ baseUrl: 'http://127.0.0.1:9' }), integrate({ baseUrl: 'http://127.0.0.1:9' })];
    const [team, own] = [connect(open), connect(closed, { visibility: 'private' })];
    const attach = [
      { integrationId: open, connectionId: team.id },
      { integrationId: closed, connectionId: own.id },
    ];
    changeAttachments(assistants, admin, { assistantId: id, attach, detach: [] });
    const copy = duplicateAssistant(assistants, editor, { id });
    expect(copy).toMatchObject({
      name: 'Helper copy',
      instructions: 'Be brief.',
      attachments: 2,
      owner: { name: 'Eve' },
    });
    const used = attachmentsOf(copy.id).map(({ integration_id, connection_id }) => [integration_id, connection_id]);
    expect(new Map(used.map(([key, value]) => [key, value]))).toEqual(
      new Map([
        [open, team.id],
        [closed, null],
      ]),
    );
    expect(duplicateAssistant(assistants, editor, { id }).name).toBe('Helper copy 2');
  });

  it('are found by words of their name and description', async () => {
    const { assistants, admin, names } = await begin();
    createAssistant(assistants, admin, { name: 'Release notes', description: 'Writes what changed' });
    createAssistant(assistants, admin, { name: 'Triage' });
    expect([names(admin, 'CHANGED notes'), names(admin, 'tri'), names(admin, 'nothing')]).toEqual([
      ['Release notes'],
      ['Triage'],
      [],
    ]);
  });

  it('are all named for "select all", past the window and without those of others', async () => {
    const { assistants, admin, editor } = await begin();
    const made = ['Beta', 'Alpha', 'Gamma'].map((name) => createAssistant(assistants, admin, { name }));
    createAssistant(assistants, editor, { name: 'Alphabet', visibility: 'private' });
    const ids = (actor = admin, text?: string) =>
      listAssistantIds(assistants, actor, { ...window, text }).ids.map(
        (id) => readAssistant(assistants, assistants.store.read, actor, id).name,
      );
    expect([ids(), ids(admin, 'alpha')]).toEqual([['Alpha', 'Beta', 'Gamma'], ['Alpha']]);
    expect(ids(editor, 'alpha')).toEqual(['Alpha', 'Alphabet']);
    expect(listAssistantIds(assistants, admin, { ...window, direction: 'desc' }).ids).toEqual(
      [made[2], made[0], made[1]].map((each) => each?.id),
    );
  });

  it('need attention by the states that their page shows', async () => {
    const rig = await begin();
    const { assistants, admin, editor, integrate, connect } = rig;
    const { id } = createAssistant(assistants, admin, { name: 'Helper' });
    const keyed = () => integrate({ baseUrl: 'http://127.0.0.1:9', manualAuth: keyAuth });
    const [fine, refused, revoked, own, off] = [keyed(), keyed(), keyed(), keyed(), keyed()];
    const open = integrate({ baseUrl: 'http://127.0.0.1:9' });
    const made = [fine, refused, revoked, own, off].map((integrationId) =>
      connect(integrationId, { visibility: integrationId === own ? 'private' : 'team' }),
    );
    const attach = made.map((connection) => ({
      integrationId: connection.integrationId,
      connectionId: connection.id,
    }));
    changeAttachments(assistants, admin, {
      assistantId: id,
      attach: [...attach, { integrationId: open, connectionId: null }],
      detach: [],
    });
    const of = (integrationId: IntegrationId) =>
      sql`${connectionStates.connectionId} IN (SELECT id FROM ${connections} WHERE ${eq(connections.integrationId, integrationId)})`;
    rig.store.write((w) => {
      w.update(connectionStates).set({ state: 'refused' }).where(of(refused)).run();
      w.update(connectionStates).set({ suspension: 'revoked' }).where(of(revoked)).run();
      w.update(integrations).set({ active: false }).where(eq(integrations.id, off)).run();
    });
    for (const [actor, expected] of [
      [admin, 2],
      [editor, 3],
    ] as const) {
      const { rows } = listIntegrationsOf(assistants, actor, { assistantId: id, offset: 0, limit: 100 });
      const states = rows.flatMap((row) => row.attachment?.state ?? []);
      const broken = states.filter((state) => state === 'needsConnection' || state === 'connectionUnusable');
      expect(broken).toHaveLength(expected);
      expect(readAssistant(assistants, assistants.store.read, actor, id).attention).toBe(expected);
      expect(listAssistants(assistants, actor, window).rows.map((row) => row.attention)).toEqual([expected]);
    }
  });
});
