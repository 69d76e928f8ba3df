import { eq, sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { jobs } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { petDefinition } from '#test/support/definitionTexts.ts';
import { as } from '#test/support/integrationsRig.ts';
import {
  createIntegration,
  purgeIntegrations,
  readIntegration,
  removeIntegrations,
  restoreIntegrations,
} from '../integrations/index.ts';
import type { DefinitionsContext } from './context.ts';
import { addOperation, editOperation, removeOperation, updateOperation } from './handOperations.ts';
import { applyDefinition, detach, discardReview, sweepDefinitions } from './lifecycle.ts';
import { listOperations, searchOperations } from './operations.ts';
import { definitionOf, readContent, readDetail, readReport, summariesOf } from './reader.ts';
import { reviewDefinition } from './review.ts';
import { definitionOperations, definitions, definitionTexts, handOperations } from './table.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const window = { offset: 0, limit: 500 };
const hand = {
  method: 'POST',
  path: '/extra',
  summary: 'By hand',
  description: '',
  parameters: [],
  bodyMediaType: null,
};
const added = { '/owners': { get: { responses: { 200: { description: 'ok' } } } } };

const review = (deps: DefinitionsContext, actor: Actor, text: string, more = {}) =>
  reviewDefinition(deps, actor, { source: { kind: 'text', text }, ...more });

async function importNew(deps: DefinitionsContext, actor: Actor, text = petDefinition('1')) {
  const { id, suggestion } = await review(deps, actor, text);
  const target = { kind: 'new', name: suggestion.name, fields: { baseUrl: suggestion.baseUrl } } as const;
  return applyDefinition(deps, actor, { id, target });
}

describe('importing a definition', () => {
  it('shows what is in it, and stores nothing that counts before the yes', async () => {
    const { deps, actor } = definitionsRig();
    const { report, suggestion, comparison, format, written } = await review(deps, actor, petDefinition('1'));
    expect(report).toMatchObject({ title: 'Pets', operations: 2, requiresApiKey: true });
    expect(suggestion).toEqual({ name: 'Pets', displayName: 'Pets', baseUrl: 'https://pets.example/v1' });
    expect({ comparison, format }).toEqual({ comparison: null, format: 'json' });
    expect(written).toEqual({ files: 1, formats: ['json'] });
    expect(deps.store.read.select({ state: definitions.state }).from(definitions).all()).toEqual([{ state: 'staged' }]);
  });

  it('is told on the activity page in the same transaction, or nothing is imported', async () => {
    const { deps, actor, happenings, store } = definitionsRig();
    await importNew(deps, actor);
    expect(happenings.at(-1)).toMatchObject({
      kind: 'import',
      action: 'imported',
      subject: 'Pets',
      details: [
        { name: 'definition', value: 'Pets 1' },
        { name: 'operations', value: '2' },
        { name: 'problems', value: '0' },
      ],
    });
    const { id } = await review(deps, actor, petDefinition('2'));
    store.sqlite.exec("CREATE TRIGGER full BEFORE INSERT ON facts BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    const target = { kind: 'new', name: 'More', fields: { baseUrl: 'https://more.example' } } as const;
    expect(() => applyDefinition(deps, actor, { id, target })).toThrow();
    const states = store.read.select({ state: definitions.state }).from(definitions).all();
    expect(states.map(({ state }) => state)).toEqual(['current', 'staged']);
  });

  it('makes a new integration with badges, operations and the definition, all at once', async () => {
    const { deps, actor } = definitionsRig();
    const made = await importNew(deps, actor);
    expect(made).toMatchObject({ name: 'Pets', auth: ['apiKey'], needsConnection: true, operations: 2 });
    expect(made.definition).toMatchObject({ title: 'Pets', version: '1', specVersion: '3.1.0' });
    expect(readReport(deps.store.read, actor, { integrationId: made.id })).toMatchObject({
      operations: 2,
      format: 'json',
    });
  });

  it('cannot be applied twice, nor from another tenant', async () => {
    const { deps, actor, other } = definitionsRig();
    const { id } = await review(deps, actor, petDefinition('1'));
    const target = { kind: 'new', name: 'Pets', fields: { baseUrl: 'https://pets.example' } } as const;
    expect(() => applyDefinition(deps, other, { id, target })).toThrow(code('REVIEW_GONE'));
    applyDefinition(deps, actor, { id, target });
    expect(() => applyDefinition(deps, actor, { id, target })).toThrow(code('REVIEW_GONE'));
  });

  it('keeps the review where the integration cannot be made', async () => {
    const { deps, actor } = definitionsRig();
    await importNew(deps, actor);
    const { id, suggestion } = await review(deps, actor, petDefinition('1'));
    expect(suggestion.name).toBe('Pets 2');
    const fields = { baseUrl: 'https://pets.example' };
    const apply = (name: string) => applyDefinition(deps, actor, { id, target: { kind: 'new', name, fields } });
    expect(() => apply('pets')).toThrow(code('NAME_TAKEN'));
    expect(apply('Pets 2').operations).toBe(2);
  });

  it('knows the integration that came of the same definition before, and not one of another tenant or API', async () => {
    const { deps, actor, other } = definitionsRig();
    expect((await review(deps, actor, petDefinition('1'))).existing).toBeNull();
    const { id, displayName } = await importNew(deps, actor);
    const { existing, suggestion } = await review(deps, actor, petDefinition('2'));
    expect({ existing, suggested: suggestion.displayName }).toEqual({
      existing: { id, displayName },
      suggested: 'Pets 2',
    });
    expect((await review(deps, other, petDefinition('1'))).existing).toBeNull();
    const elsewhere = petDefinition('1').replaceAll('pets.example', 'cats.example');
    expect((await review(deps, actor, elsewhere)).existing).toBeNull();
  });

  it('refuses what is no definition with code and place, tells it, and leaves nothing', async () => {
    const { deps, actor, happenings } = definitionsRig();
    await expect(review(deps, actor, '{"openapi": "3.1.0",\n "paths": }')).rejects.toMatchObject({
      code: 'DEFINITION_SYNTAX',
      data: { line: 2, column: 11 },
    });
    expect(happenings.at(-1)).toMatchObject({ kind: 'import', result: 'failed' });
    expect(deps.store.read.select().from(definitions).all()).toEqual([]);
  });

  it('is not for viewers, and its definition is not for other tenants', async () => {
    const { deps, actor, other } = definitionsRig();
    await expect(review(deps, as(actor, 'viewer'), petDefinition('1'))).rejects.toThrow(code('FORBIDDEN'));
    const { id: integrationId } = await importNew(deps, actor);
    const at = { integrationId, ...window, length: 10 };
    for (const read of [readReport, readContent, listOperations]) {
      expect(() => read(deps.store.read, other, at)).toThrow(code('NOT_FOUND'));
    }
    await expect(readDetail(deps, other, { integrationId, key: 'GET /pets' })).rejects.toThrow(code('NOT_FOUND'));
  });

  it('is followed by a sweep where it replaces another, and by none where there is nothing to sweep', async () => {
    const { deps, actor } = definitionsRig();
    const sweeps = () => deps.store.read.select().from(jobs).where(eq(jobs.key, 'soon')).all().length;
    const { id: integrationId } = await importNew(deps, actor);
    expect(sweeps()).toBe(0);
    const { id } = await review(deps, actor, petDefinition('2'), { integrationId });
    applyDefinition(deps, actor, { id, target: { kind: 'existing', integrationId } });
    expect(sweeps()).toBe(1);
  });

  it('can be discarded, and is swept away after a day', async () => {
    const { deps, actor, clock } = definitionsRig();
    const { id } = await review(deps, actor, petDefinition('1'));
    discardReview(deps, actor, { id });
    await sweepDefinitions(deps);
    await review(deps, actor, petDefinition('2'));
    await sweepDefinitions(deps);
    expect(deps.store.read.select().from(definitions).all()).toHaveLength(1);
    clock.at += 25 * 60 * 60 * 1000;
    await sweepDefinitions(deps);
    for (const table of [definitions, definitionOperations, definitionTexts]) {
      expect(deps.store.read.select().from(table).all()).toEqual([]);
    }
  });
});

describe('importing again', () => {
  it('compares, names what a person wrote and loses none of it', async () => {
    const affected = [{ name: 'Key', reason: 'No operation asks for key any more.' }];
    const { deps, actor } = definitionsRig({ connectionsAffected: () => affected });
    const { id: integrationId } = await importNew(deps, actor);
    editOperation(deps, actor, { integrationId, key: 'GET /pets', edit: { summary: 'Mine' } });
    editOperation(deps, actor, { integrationId, key: 'GET /pets/{id}', edit: { description: 'Note' } });
    addOperation(deps, actor, { integrationId, operation: { ...hand, method: 'GET', path: '/owners' } });
    const next = JSON.parse(petDefinition('2', added));
    delete next.paths['/pets/{id}'];
    next.paths['/pets'].get.deprecated = true;
    const { id, comparison } = await review(deps, actor, JSON.stringify(next), { integrationId });
    expect(comparison).toMatchObject({ version: { before: '1', after: '2' }, connectionsAffected: affected });
    expect(comparison?.operations).toMatchObject({
      unchanged: 0,
      added: [{ key: 'GET /owners' }],
      removed: [{ key: 'GET /pets/{id}' }],
    });
    expect(comparison?.handEditsAffected.map(({ key }) => key)).toEqual(['GET /pets/{id}', 'GET /pets', 'GET /owners']);
    const after = applyDefinition(deps, actor, { id, target: { kind: 'existing', integrationId } });
    expect(after).toMatchObject({ operations: 2, definition: { version: '2' } });
    const { rows } = listOperations(deps.store.read, actor, { integrationId, ...window });
    expect(rows.map(({ key, summary, origin }) => ({ key, summary, origin }))).toEqual([
      { key: 'GET /pets', summary: 'Mine', origin: 'edited' },
      { key: 'GET /owners', summary: 'By hand', origin: 'hand' },
    ]);
    await sweepDefinitions(deps);
    expect(deps.store.read.select().from(definitions).all()).toHaveLength(1);
  });

  it('brings edits back when an operation returns', async () => {
    const { deps, actor } = definitionsRig();
    const { id: integrationId } = await importNew(deps, actor, petDefinition('1', added));
    editOperation(deps, actor, { integrationId, key: 'GET /owners', edit: { summary: 'Mine', hidden: true } });
    for (const text of [petDefinition('2'), petDefinition('3', added)]) {
      const { id } = await review(deps, actor, text, { integrationId });
      applyDefinition(deps, actor, { id, target: { kind: 'existing', integrationId } });
    }
    expect(listOperations(deps.store.read, actor, { integrationId, ...window }).total).toBe(2);
    const all = listOperations(deps.store.read, actor, { integrationId, ...window, includeHidden: true });
    expect(all.rows.at(-1)).toMatchObject({ summary: 'Mine', origin: 'edited' });
    expect(readIntegration(deps.store.read, actor, integrationId, deps.usableConnections).operations).toBe(2);
  });

  it('moves the base URL where asked, and voids the last check', async () => {
    const { deps, actor } = definitionsRig();
    const { id: integrationId } = await importNew(deps, actor);
    const { id } = await review(deps, actor, petDefinition('2'), { integrationId });
    const target = { kind: 'existing', integrationId, baseUrl: 'https://new.example' } as const;
    expect(applyDefinition(deps, actor, { id, target })).toMatchObject({
      baseUrl: 'https://new.example',
      status: 'unknown',
    });
  });

  it('can be taken off again; what was written by hand stays', async () => {
    const { deps, actor } = definitionsRig();
    const { id: integrationId } = await importNew(deps, actor);
    addOperation(deps, actor, { integrationId, operation: hand });
    const after = detach(deps, actor, { integrationId });
    expect(after).toMatchObject({ definition: null, auth: ['none'], needsConnection: false, operations: 1 });
    expect(() => readReport(deps.store.read, actor, { integrationId })).toThrow(code('NOT_FOUND'));
  });
});

describe('a definition goes for good', () => {
  it('with its integration, 30 days after that was deleted', async () => {
    const { deps, actor, clock, folder } = definitionsRig();
    const { id } = await importNew(deps, actor);
    addOperation(deps, actor, { integrationId: id, operation: hand });
    const all = { ...deps, logosDir: folder, isInBackup: () => false };
    removeIntegrations(all, actor, { ids: [id] });
    expect(() => readReport(deps.store.read, actor, { integrationId: id })).toThrow(code('NOT_FOUND'));
    restoreIntegrations(all, actor, { ids: [id] });
    expect(readReport(deps.store.read, actor, { integrationId: id }).operations).toBe(2);
    removeIntegrations(all, actor, { ids: [id] });
    clock.at += 31 * 24 * 60 * 60 * 1000;
    expect(await purgeIntegrations(all)).toBe(1);
    expect(rowsLeft(deps)).toBe(0);
  });

  it('with its tenant', async () => {
    const { deps, actor } = definitionsRig();
    await importNew(deps, actor);
    deps.store.write((w) => w.run(sql`DELETE FROM tenants WHERE id = ${actor.tenantId}`));
    expect(rowsLeft(deps)).toBe(0);
    expect(deps.store.integrityCheck()).toEqual([]);
  });
});

function rowsLeft({ store }: DefinitionsContext): number {
  const tables = [definitions, definitionOperations, definitionTexts, handOperations];
  return tables.reduce((sum, table) => sum + store.read.select().from(table).all().length, 0);
}

describe('operations', () => {
  it.each([
    [{}, ['GET /pets', 'GET /pets/{id}', 'POST /extra']],
    [{ text: 'pets one' }, ['GET /pets/{id}']],
    [{ text: 'LISTPETS' }, ['GET /pets']],
    [{ tag: 'one' }, ['GET /pets/{id}']],
    [{ method: 'POST' }, ['POST /extra']],
    [{ text: '%' }, []],
    [{ offset: 1, limit: 1 }, ['GET /pets/{id}']],
  ])('are found by %j', async (filter, keys) => {
    const { deps, actor } = definitionsRig();
    const { id: integrationId } = await importNew(deps, actor);
    addOperation(deps, actor, { integrationId, operation: hand });
    const { rows, tags } = listOperations(deps.store.read, actor, { integrationId, ...window, ...filter });
    expect(rows.map(({ key }) => key)).toEqual(keys);
    expect(tags).toEqual([
      { name: 'pets', title: 'pets', count: 2 },
      { name: 'one', title: 'one', count: 1 },
    ]);
  });

  it('are described in full, with edits over them', async () => {
    const { deps, actor } = definitionsRig();
    const { id: integrationId } = await importNew(deps, actor);
    editOperation(deps, actor, { integrationId, key: 'GET /pets/{id}', edit: { description: 'Note' } });
    const detail = await readDetail(deps, actor, { integrationId, key: 'GET /pets/{id}' });
    expect(detail).toMatchObject({ summary: 'One pet', description: 'Note', parameters: [{ name: 'id', in: 'path' }] });
    await expect(readDetail(deps, actor, { integrationId, key: 'GET /none' })).rejects.toThrow(
      code('DEFINITION_OPERATION_UNKNOWN'),
    );
  });

  it('can be written by hand, changed and removed, also without a definition', async () => {
    const { deps, actor } = definitionsRig();
    const base = { name: 'x', type: 'api', provider: 'custom', baseUrl: 'https://x.example' } as const;
    const { id: integrationId } = createIntegration({ ...deps, logosDir: '', isInBackup: () => false }, actor, base);
    const row = addOperation(deps, actor, { integrationId, operation: hand });
    expect(() => addOperation(deps, actor, { integrationId, operation: hand })).toThrow(code('OPERATION_TAKEN'));
    const id = row.handId ?? fail();
    const parameters = [
      { name: 'q', in: 'query' as const, required: false, description: '', schema: { type: 'string' } },
    ];
    updateOperation(deps, actor, { integrationId, id, operation: { ...hand, path: '/moved', parameters } });
    const detail = await readDetail(deps, actor, { integrationId, key: 'POST /moved' });
    expect(detail.parameters).toMatchObject([{ name: 'q', style: 'form', explode: true }]);
    removeOperation(deps, actor, { integrationId, id });
    expect(listOperations(deps.store.read, actor, { integrationId, ...window }).total).toBe(0);
    expect(readIntegration(deps.store.read, actor, integrationId, deps.usableConnections).operations).toBe(0);
  });

  it('are handed to higher tiers in one order', async () => {
    const { deps, actor } = definitionsRig();
    const { id } = await importNew(deps, actor);
    addOperation(deps, actor, { integrationId: id, operation: hand });
    expect(summariesOf(deps.store.read, actor, id).map(({ key }) => key)).toEqual([
      'GET /pets',
      'GET /pets/{id}',
      'POST /extra',
    ]);
    expect(definitionOf(deps.store.read, actor, id)?.report.title).toBe('Pets');
  });
});

it('gives any window of the text as it came', async () => {
  const { deps, actor } = definitionsRig();
  const filler = '🐈ä'.repeat(150_000);
  const text = petDefinition('1', { '/x': { description: filler, get: { responses: {} } } });
  const { id: integrationId } = await importNew(deps, actor, text);
  const at = (offset: number, length: number) => readContent(deps.store.read, actor, { integrationId, offset, length });
  expect(at(0, 1_000_000)).toMatchObject({ total: text.length, format: 'json' });
  for (const offset of [0, 1, 262_143, 262_144, 262_145, text.length - 5, text.length, text.length + 9]) {
    expect(at(offset, 300_000).text).toBe(text.slice(offset, offset + 300_000));
  }
});

function fail(): never {
  throw new Error('unreachable');
}

describe('searching the operations of all integrations', () => {
  const found = (rows: { method: string; path: string; integrationName: string }[]) =>
    rows.map(({ method, path, integrationName }) => `${integrationName}: ${method} ${path}`);
  const ask = (deps: DefinitionsContext, actor: Actor, text: string) =>
    searchOperations(deps.store.read, actor, { text, limit: 100 });

  it('finds words of summary, path, method and tags wherever they are, the exact address first', async () => {
    const { deps, actor } = definitionsRig();
    await importNew(deps, actor);
    const base = { name: 'Other', type: 'api', provider: 'custom', baseUrl: 'https://other.example' } as const;
    const other = createIntegration({ ...deps, logosDir: '', isInBackup: () => false }, actor, base);
    addOperation(deps, actor, { integrationId: other.id, operation: { ...hand, path: '/pets/{id}/toys' } });
    addOperation(deps, actor, { integrationId: other.id, operation: { ...hand, method: 'GET', path: '/pets' } });
    const all = ask(deps, actor, 'pets');
    expect(found(all.rows)).toContain('Other: POST /pets/{id}/toys');
    expect(all).toMatchObject({ more: false, next: null });
    const exact = ask(deps, actor, 'get /pets').rows;
    expect(exact.slice(0, 2).map(({ key }) => key)).toEqual(['GET /pets', 'GET /pets']);
    expect(ask(deps, actor, 'nowhere at all').rows).toEqual([]);
    expect(searchOperations(deps.store.read, actor, { text: 'pets', limit: 1 })).toMatchObject({ more: true });
  });

  it('shows edits, and neither what is hidden, deleted, replaced nor of another tenant', async () => {
    const { deps, actor, store } = definitionsRig();
    const made = await importNew(deps, actor);
    const [first, second] = listOperations(store.read, actor, { integrationId: made.id, ...window }).rows;
    const edit = (key: string, change: object) =>
      editOperation(deps, actor, { integrationId: made.id, key, edit: change });
    edit(first?.key ?? '', { summary: 'Zebra crossing' });
    edit(second?.key ?? '', { hidden: true });
    expect(ask(deps, actor, 'zebra').rows).toMatchObject([{ key: first?.key, summary: 'Zebra crossing' }]);
    expect(ask(deps, actor, second?.path ?? '').rows.map(({ key }) => key)).not.toContain(second?.key);
    expect(ask(deps, { ...actor, tenantId: 'elsewhere' as Actor['tenantId'] }, 'zebra').rows).toEqual([]);
    removeIntegrations({ ...deps, logosDir: '', isInBackup: () => false }, actor, { ids: [made.id] });
    expect(ask(deps, actor, 'zebra').rows).toEqual([]);
  });
});
