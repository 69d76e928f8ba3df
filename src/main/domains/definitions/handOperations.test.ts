import { describe, expect, it, test } from 'vitest';
import type { OperationId } from '#contract/common.ts';
import type { HandOperation } from '#contract/definitions.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { petDefinition } from '#test/support/definitionTexts.ts';
import { as } from '#test/support/integrationsRig.ts';
import { createIntegration, readIntegration } from '../integrations/index.ts';
import { addOperation, editOperation, knownOperations, removeOperation, updateOperation } from './handOperations.ts';
import { applyDefinition } from './lifecycle.ts';
import { listOperations, searchOperations } from './operations.ts';
import { readDetail, summariesOf } from './reader.ts';
import { reviewDefinition } from './review.ts';
import { operationEdits } from './table.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const hand: HandOperation = {
  method: 'POST',
  path: '/extra',
  summary: 'By hand',
  description: 'Why',
  parameters: [],
  bodyMediaType: null,
};

/** An integration of a definition, and one without, in words that are short to ask with. */
async function rig() {
  const base = definitionsRig();
  const { deps, actor, kernel } = base;
  const told: { type: string; subject: string; before: unknown; after: unknown }[] = [];
  kernel.facts.onFact(({ type, subject, before, after }) => {
    if (type.startsWith('operation.')) told.push({ type, subject, before, after });
  });
  const { id, suggestion } = await reviewDefinition(deps, actor, {
    source: { kind: 'text', text: petDefinition('1') },
  });
  const fields = { baseUrl: suggestion.baseUrl };
  const { id: integrationId } = applyDefinition(deps, actor, { id, target: { kind: 'new', name: 'Pets', fields } });
  const plain = { name: 'Plain', type: 'api', provider: 'custom', baseUrl: 'https://plain.example' } as const;
  const { id: plainId } = createIntegration({ ...deps, logosDir: '', isInBackup: () => false }, actor, plain);
  const rows = (id = integrationId, includeHidden = false) =>
    listOperations(deps.store.read, actor, { integrationId: id, offset: 0, limit: 100, includeHidden }).rows;
  const add = (change: Partial<HandOperation> = {}, id = integrationId) =>
    addOperation(deps, actor, { integrationId: id, operation: { ...hand, ...change } });
  const edit = (change: Parameters<typeof editOperation>[2]['edit'], key = 'GET /pets', expected?: object) =>
    editOperation(deps, actor, { integrationId, key, edit: change, ...(expected && { expected: { ...expected } }) });
  const count = (id = integrationId) => readIntegration(deps.store.read, actor, id, deps.usableConnections).operations;
  return { ...base, integrationId, plainId, told, rows, add, edit, count };
}

const idOf = ({ handId }: { handId: string | null }) => handId as OperationId;

describe('an operation that is written by hand', () => {
  it('is listed after those of the definition, counted, found and told', async () => {
    const { add, rows, count, told, deps, actor } = await rig();
    const added = add();
    expect(added).toEqual({
      ...{ key: 'POST /extra', method: 'POST', path: '/extra', summary: 'By hand', tags: [], deprecated: false },
      ...{ security: null, origin: 'hand', handId: expect.any(String) },
    });
    expect(rows().map(({ key }) => key)).toEqual(['GET /pets', 'GET /pets/{id}', 'POST /extra']);
    expect(count()).toBe(3);
    expect(searchOperations(deps.store.read, actor, { text: 'by hand', limit: 5 }).rows).toMatchObject([
      { key: added.key },
    ]);
    expect(told).toEqual([
      {
        type: 'operation.added',
        subject: 'POST /extra',
        before: null,
        after: { key: 'POST /extra', summary: 'By hand' },
      },
    ]);
  });

  it('is described with the defaults of each place, and a path parameter that must be there', async () => {
    const { add, deps, actor, integrationId } = await rig();
    const places = ['path', 'query', 'header', 'cookie'] as const;
    const parameters = places.map((where) => ({
      name: where,
      in: where,
      required: false,
      description: '',
      schema: { type: 'string' },
    }));
    add({
      path: '/x/{path}',
      parameters: [
        ...parameters,
        { ...parameters[1], name: 'odd', description: 'Odd', schema: 7 },
      ] as HandOperation['parameters'],
      bodyMediaType: 'text/csv',
    });
    const detail = await readDetail(deps, actor, { integrationId, key: 'POST /x/{path}' });
    expect(detail.parameters.map(({ name, style, explode, required }) => [name, style, explode, required])).toEqual([
      ['path', 'simple', false, true],
      ['query', 'form', true, false],
      ['header', 'simple', false, false],
      ['cookie', 'form', true, false],
      ['odd', 'form', true, false],
    ]);
    expect(detail.parameters[4]).toMatchObject({ description: 'Odd', schema: true });
    expect(detail.parameters[0]).not.toHaveProperty('description');
    expect(detail).toMatchObject({
      description: 'Why',
      requestBody: { required: false, contents: [{ mediaType: 'text/csv', encoding: [] }] },
    });
  });

  it('cannot move to where another one is, and leaves nothing when it is removed', async () => {
    const { add, rows, count, deps, actor, integrationId } = await rig();
    const before = rows();
    const { handId } = add({ method: 'GET', path: '/owners' });
    updateOperation(deps, actor, { integrationId, id: handId as OperationId, operation: { path: '/cats' } });
    expect(() =>
      updateOperation(deps, actor, { integrationId, id: handId as OperationId, operation: { path: '/pets' } }),
    ).toThrow(code('OPERATION_TAKEN'));
    expect(rows().at(-1)?.key).toBe('GET /cats');
    removeOperation(deps, actor, { integrationId, id: handId as OperationId });
    expect(rows()).toEqual(before);
    expect(count()).toBe(2);
  });

  it('is changed in what is given, and told with what it was', async () => {
    const { add, told, deps, actor, integrationId, rows } = await rig();
    const id = idOf(add());
    const changed = updateOperation(deps, actor, {
      integrationId,
      id,
      operation: { method: 'PUT', summary: undefined },
    });
    expect(changed).toMatchObject({ key: 'PUT /extra', summary: 'By hand', handId: id });
    expect(searchOperations(deps.store.read, actor, { text: 'put extra', limit: 5 }).rows).toHaveLength(1);
    expect(searchOperations(deps.store.read, actor, { text: 'post extra', limit: 5 }).rows).toEqual([]);
    removeOperation(deps, actor, { integrationId, id });
    expect(rows()).toHaveLength(2);
    expect(told.slice(1)).toEqual([
      {
        ...{ type: 'operation.changed', subject: 'PUT /extra' },
        before: { key: 'POST /extra', summary: 'By hand' },
        after: { key: 'PUT /extra', summary: 'By hand' },
      },
      {
        type: 'operation.removed',
        subject: 'PUT /extra',
        before: { key: 'PUT /extra', summary: 'By hand' },
        after: null,
      },
    ]);
  });

  it('may keep its place when its words change, and not what another editor did not see', async () => {
    const { add, deps, actor, integrationId } = await rig();
    const id = idOf(add());
    const update = (summary: string, seen: string) =>
      updateOperation(deps, actor, { integrationId, id, operation: { summary }, expected: { summary: seen } });
    expect(update('Mine', 'By hand').summary).toBe('Mine');
    expect(() => update('Theirs', 'By hand')).toThrow(code('CHANGED_MEANWHILE'));
    expect(update('Mine', 'By hand').summary).toBe('Mine');
  });

  it('is nowhere but at its integration', async () => {
    const { add, rows, count, plainId, deps, actor, other, integrationId } = await rig();
    const id = idOf(add({}, plainId));
    add();
    expect(rows(plainId).map(({ key }) => key)).toEqual(['POST /extra']);
    for (const [who, where] of [
      [actor, integrationId],
      [other, plainId],
    ] as const) {
      expect(() => updateOperation(deps, who, { integrationId: where, id, operation: { path: '/y' } })).toThrow(
        code('NOT_FOUND'),
      );
      expect(() => removeOperation(deps, who, { integrationId: where, id })).toThrow(code('NOT_FOUND'));
    }
    expect(() => addOperation(deps, other, { integrationId: plainId, operation: { ...hand, path: '/z' } })).toThrow(
      code('NOT_FOUND'),
    );
    removeOperation(deps, actor, { integrationId: plainId, id });
    expect([count(plainId), count()]).toEqual([0, 3]);
  });
});

describe('the words that a person lays over an operation', () => {
  it('are kept one by one, follow the definition where they are empty, and go all at once', async () => {
    const { edit, rows, told, deps, actor, integrationId } = await rig();
    const described = async () => (await readDetail(deps, actor, { integrationId, key: 'GET /pets' })).description;
    expect(edit({ summary: 'Mine' })).toMatchObject({ summary: 'Mine', origin: 'edited', handId: null });
    expect(edit({ description: 'Note' })).toMatchObject({ summary: 'Mine' });
    expect(await described()).toBe('Note');
    expect(edit({ summary: '' })).toMatchObject({ summary: 'All pets', origin: 'edited' });
    expect(await described()).toBe('Note');
    expect(edit(null)).toMatchObject({ summary: 'All pets', origin: 'definition' });
    expect(await described()).toBeUndefined();
    expect(rows()).toHaveLength(2);
    expect(deps.store.read.select().from(operationEdits).all()).toEqual([]);
    const fact = (type: string, before: string, after: string) => ({
      ...{ type: `operation.${type}`, subject: 'GET /pets', before: { key: 'GET /pets', summary: before } },
      after: { key: 'GET /pets', summary: after, hidden: false },
    });
    expect(told).toEqual([
      fact('edited', 'All pets', 'Mine'),
      fact('edited', 'Mine', 'Mine'),
      fact('edited', 'Mine', 'All pets'),
      fact('editsRemoved', 'All pets', 'All pets'),
    ]);
  });

  it('are found by a search beside those of the definition', async () => {
    const { edit, deps, actor } = await rig();
    edit({ summary: 'ZEBRA' });
    const found = (text: string) =>
      searchOperations(deps.store.read, actor, { text, limit: 5 }).rows.map(({ key }) => key);
    expect([found('zebra'), found('all pets'), found('zebra listpets')]).toEqual([
      ['GET /pets'],
      ['GET /pets'],
      ['GET /pets'],
    ]);
  });

  it('hide it from the list and the count, and show it again', async () => {
    const { edit, rows, count, told } = await rig();
    edit({ hidden: true });
    expect(rows().map(({ key }) => key)).toEqual(['GET /pets/{id}']);
    expect(rows(undefined, true).map(({ key }) => key)).toEqual(['GET /pets', 'GET /pets/{id}']);
    expect(count()).toBe(1);
    edit({ summary: 'Still hidden' });
    expect(rows()).toHaveLength(1);
    edit({ hidden: false });
    expect(rows()).toHaveLength(2);
    expect(told.map(({ after }) => Object(after).hidden)).toEqual([true, true, false]);
  });

  it('are those of one key, integration and tenant', async () => {
    const { edit, rows, deps, actor, other, integrationId, plainId } = await rig();
    edit({ summary: 'One' });
    edit({ summary: 'Two' }, 'GET /pets/{id}');
    edit(null);
    expect(rows().map(({ summary }) => summary)).toEqual(['All pets', 'Two']);
    const at = (who: Actor, id: typeof integrationId, key: string) => () =>
      editOperation(deps, who, { integrationId: id, key, edit: { summary: 'x' } });
    expect(at(actor, plainId, 'GET /pets')).toThrow(code('DEFINITION_OPERATION_UNKNOWN'));
    expect(at(actor, integrationId, 'GET /gone')).toThrow(code('DEFINITION_OPERATION_UNKNOWN'));
    expect(at(other, integrationId, 'GET /pets')).toThrow(code('NOT_FOUND'));
  });

  it('are not for what is written by hand itself', async () => {
    const { add, edit } = await rig();
    add();
    expect(() => edit({ summary: 'x' }, 'POST /extra')).toThrow(code('DEFINITION_OPERATION_UNKNOWN'));
  });

  test.each<[string, object, object | null, object]>([
    ['the summary', { summary: 'Theirs' }, { summary: 'Mine' }, { summary: 'All pets' }],
    ['the description', { description: 'Theirs' }, { description: 'Mine' }, { description: 'Other' }],
    ['whether it is shown', { hidden: true }, { hidden: false }, { hidden: null }],
    ['any of them, where all are taken off', { summary: 'Theirs' }, null, { summary: 'All pets' }],
  ])('are not lost where another editor changed %s', async (_, theirs, mine, seen) => {
    const { edit } = await rig();
    edit(theirs);
    expect(() => edit(mine, 'GET /pets', seen)).toThrow(code('CHANGED_MEANWHILE'));
    expect(edit(mine, 'GET /pets', theirs)).toBeTypeOf('object');
  });

  it('may be changed by an editor who saw the definition’s', async () => {
    const { edit } = await rig();
    expect(
      edit({ summary: 'Mine' }, 'GET /pets', { summary: 'All pets', description: '', hidden: false }),
    ).toMatchObject({ summary: 'Mine' });
  });
});

test('the operations that an integration has are those of its definition and those by hand', async () => {
  const { add, deps, actor, other, integrationId, plainId } = await rig();
  add();
  const keys = ['GET /pets', 'GET /gone', 'POST /extra'];
  expect(knownOperations(deps.store.read, actor, integrationId, keys)).toEqual(new Set(['GET /pets', 'POST /extra']));
  expect(knownOperations(deps.store.read, actor, plainId, keys)).toEqual(new Set());
  expect(knownOperations(deps.store.read, other, integrationId, keys)).toEqual(new Set());
  expect(summariesOf(deps.store.read, actor, integrationId).at(-1)).toEqual({
    key: 'POST /extra',
    method: 'POST',
    path: '/extra',
    security: null,
  });
});

test('only editors and admins write them', async () => {
  const { add, deps, actor, integrationId, told } = await rig();
  const id = idOf(add());
  const viewer = as(actor, 'viewer');
  for (const change of [
    () => addOperation(deps, viewer, { integrationId, operation: { ...hand, path: '/y' } }),
    () => updateOperation(deps, viewer, { integrationId, id, operation: { path: '/y' } }),
    () => removeOperation(deps, viewer, { integrationId, id }),
    () => editOperation(deps, viewer, { integrationId, key: 'GET /pets', edit: null }),
  ])
    expect(change).toThrow(code('FORBIDDEN'));
  expect(told).toHaveLength(1);
  expect(addOperation(deps, as(actor, 'editor'), { integrationId, operation: { ...hand, path: '/y' } }).key).toBe(
    'POST /y',
  );
});
