import { describe, expect, it } from 'vitest';
import { assistantsRig } from '#test/support/assistantsRig.ts';
import { outcome } from '#test/support/makeConnection.ts';
import { changeAttachments } from './changeAttachments.ts';
import { duplicateAssistant } from './duplicate.ts';
import { listAssistants, readAssistant } from './list.ts';
import { purgeAssistants, removeAssistants, restoreAssistants } from './remove.ts';
import { createAssistant, updateAssistant } from './save.ts';

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
    expect(outcome(() => restoreAssistants(assistants, admin, { ids: [id] }))).toBe('NAME_TAKEN');
  });

  it('go for good after 30 days', async () => {
    const { assistants, admin } = await begin();
    const { id } = createAssistant(assistants, admin, { name: 'Old' });
    removeAssistants(assistants, admin, { ids: [id] });
    const later = (days: number) => () => assistants.now() + days * 86_400_000;
    expect(purgeAssistants({ ...assistants, now: later(29) })).toBe(0);
    expect(purgeAssistants({ ...assistants, now: later(31) })).toBe(1);
    expect(restoreAssistants(assistants, admin, { ids: [id] }).ids).toEqual([]);
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
});
