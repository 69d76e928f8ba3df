import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { petDefinition } from '#test/support/definitionTexts.ts';
import { as } from '#test/support/integrationsRig.ts';
import { applyDefinition, discardReview, sweepDefinitions } from './lifecycle.ts';
import { listOperations } from './operations.ts';
import { cancelReview, reviewDefinition } from './review.ts';
import { definitions } from './table.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const document = (parts: object = {}, info: object = {}) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1', ...info },
    paths: { '/a': { get: {} } },
    ...parts,
  });

async function serve(text: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { connection: 'close' }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${Object(server.address()).port}`;
}

describe('what a new integration begins with', () => {
  it('is the title as its name, however it is written', async () => {
    const { deps, actor } = definitionsRig();
    const nameOf = async (title: unknown) => {
      const source = { kind: 'text', text: document({}, { title }) } as const;
      return (await reviewDefinition(deps, actor, { source })).suggestion;
    };
    expect(await nameOf('Pets')).toEqual({ name: 'Pets', displayName: 'Pets', baseUrl: '' });
    expect((await nameOf('  Two\nlines\t\u0007 ')).name).toBe('Two lines');
    expect((await nameOf('x'.repeat(200))).name).toBe('x'.repeat(110));
    expect((await nameOf(undefined)).name).toBe('Untitled API');
    expect((await nameOf('\n')).name).toBe('Untitled API');
  });

  it('is the first server that has a whole address of HTTP without a user in it', async () => {
    const { deps, actor } = definitionsRig();
    const server = (url: string, variables?: object) => ({ url, ...(variables && { variables }) });
    const operation = (url: string) => ({ paths: { '/a': { get: { servers: [server(url)] } } } });
    const cases: [object, string][] = [
      [{ servers: [server('https://a.test/v1/')] }, 'https://a.test/v1'],
      [{ servers: [server('/v1'), server('http://a.test')] }, 'http://a.test'],
      [{ servers: [server('wss://a.test'), server('ftp://a.test'), server('https://b.test')] }, 'https://b.test'],
      [{ servers: [server('https://user:secret@a.test'), server('https://b.test')] }, 'https://b.test'],
      [{ servers: [server(`https://a.test/${'x'.repeat(2_048)}`), server('https://b.test')] }, 'https://b.test'],
      [{ servers: [server('https://{r}.test', { r: { default: 'eu' } })] }, 'https://eu.test'],
      [{ servers: [server('https://{r}.test'), server('https://b.test')] }, 'https://b.test'],
      [{ servers: [server('https://{r}.test', { r: { default: 'x', enum: ['eu'] } })] }, ''],
      [{ servers: [] }, ''],
      [operation('https://own.test'), 'https://own.test'],
      [{ ...operation('https://own.test'), servers: [server('https://a.test')] }, 'https://a.test'],
    ];
    for (const [parts, baseUrl] of cases) {
      const source = { kind: 'text', text: document(parts) } as const;
      const { suggestion } = await reviewDefinition(deps, actor, { source });
      expect([parts, suggestion.baseUrl]).toEqual([parts, baseUrl]);
    }
  });

  it('is where the document came from, for a server that is relative or not named', async () => {
    const { deps, actor } = definitionsRig();
    const suggested = async (parts: object) => {
      const base = await serve(document(parts));
      const source = { kind: 'url', url: `${base}/docs/api/openapi.json`, remoteReferences: false } as const;
      const { suggestion, sourceUrl } = await reviewDefinition(deps, actor, { source });
      return { baseUrl: suggestion.baseUrl.replace(base, ''), sourceUrl: sourceUrl?.replace(base, '') };
    };
    const sourceUrl = '/docs/api/openapi.json';
    expect(await suggested({})).toEqual({ baseUrl: '', sourceUrl });
    expect(await suggested({ servers: [{ url: '/v2' }] })).toEqual({ baseUrl: '/v2', sourceUrl });
    expect(await suggested({ servers: [{ url: '../v2/' }] })).toEqual({ baseUrl: '/docs/v2', sourceUrl });
    expect(await suggested({ servers: [{ url: './' }] })).toEqual({ baseUrl: '/docs/api', sourceUrl });
  });
});

describe('a review that comes to nothing', () => {
  it('is told by what was to be read and why it was not', async () => {
    const { deps, actor, happenings } = definitionsRig();
    const base = await serve('<!doctype html>');
    const sources = [
      [{ kind: 'text', text: '[]' }, 'a pasted document', 'DEFINITION_UNKNOWN_FORMAT'],
      [
        { kind: 'url', url: `${base}/x?key=1`, remoteReferences: false },
        `the document at ${new URL(base).host}`,
        'DEFINITION_UNKNOWN_FORMAT',
      ],
      [{ kind: 'upload', uploadId: 'gone' }, 'an uploaded document', 'UPLOAD_UNKNOWN'],
      [{ kind: 'upload', uploadId: 'gone', fileName: 'api.yaml' }, 'api.yaml', 'UPLOAD_UNKNOWN'],
    ] as const;
    for (const [source, subject, fault] of sources) {
      await expect(reviewDefinition(deps, actor, { source })).rejects.toThrow(code(fault));
      expect(happenings.at(-1)).toMatchObject({ kind: 'import', action: 'read', result: 'failed', subject });
      expect(happenings.at(-1)?.details).toEqual([
        { name: 'reason', value: expect.stringMatching(new RegExp(`^${fault}: `)) },
      ]);
    }
  });

  it('is told as cancelled where its person did not wait, and is not for others to cancel', async () => {
    const { deps, actor, other, happenings } = definitionsRig();
    const source = { kind: 'text', text: petDefinition('1') } as const;
    const reviewing = reviewDefinition(deps, actor, { source, job: 'mine' });
    expect(cancelReview(deps, other, { job: 'mine' })).toEqual({ cancelled: false });
    expect(cancelReview(deps, actor, { job: 'other' })).toEqual({ cancelled: false });
    expect(cancelReview(deps, actor, { job: 'mine' })).toEqual({ cancelled: true });
    await expect(reviewing).rejects.toThrow(code('CANCELLED'));
    expect(happenings.at(-1)).toMatchObject({ action: 'read', result: 'cancelled', subject: 'a pasted document' });
    expect(cancelReview(deps, actor, { job: 'mine' })).toEqual({ cancelled: false });
  });

  it('is discarded by an editor of its tenant alone, and cannot be applied then', async () => {
    const { deps, actor, other } = definitionsRig();
    const { id } = await reviewDefinition(deps, actor, { source: { kind: 'text', text: petDefinition('1') } });
    const states = () => deps.store.read.select({ state: definitions.state }).from(definitions).all();
    expect(() => discardReview(deps, as(actor, 'viewer'), { id })).toThrow(code('FORBIDDEN'));
    discardReview(deps, other, { id });
    expect(states()).toEqual([{ state: 'staged' }]);
    expect(discardReview(deps, actor, { id })).toEqual({ id });
    expect(states()).toEqual([{ state: 'replaced' }]);
    const target = { kind: 'new', name: 'P', fields: { baseUrl: 'https://p.test' } } as const;
    expect(() => applyDefinition(deps, actor, { id, target })).toThrow(code('REVIEW_GONE'));
  });

  it('does not take the definition that is in use with it', async () => {
    const { deps, actor } = definitionsRig();
    const { id } = await reviewDefinition(deps, actor, { source: { kind: 'text', text: petDefinition('1') } });
    const target = { kind: 'new', name: 'P', fields: { baseUrl: 'https://p.test' } } as const;
    const { id: integrationId } = applyDefinition(deps, actor, { id, target });
    discardReview(deps, actor, { id });
    await sweepDefinitions(deps);
    expect(listOperations(deps.store.read, actor, { integrationId, offset: 0, limit: 9 }).total).toBe(2);
  });
});

test('what is swept away waits for a review of a day, and asks no worker where there is nothing', async () => {
  const { deps, actor, clock } = definitionsRig();
  const asked: unknown[] = [];
  const run = (_job: string, input: unknown) => Promise.resolve(void asked.push(input));
  const watched = { ...deps, workers: { ...deps.workers, imports: { ...deps.workers.imports, run } } } as typeof deps;
  await sweepDefinitions(watched);
  const { id } = await reviewDefinition(deps, actor, { source: { kind: 'text', text: petDefinition('1') } });
  clock.at += 1_000;
  await sweepDefinitions(watched);
  expect(asked).toEqual([{ stagedBefore: clock.at - 24 * 60 * 60 * 1000 }]);
  applyDefinition(deps, actor, { id, target: { kind: 'new', name: 'P', fields: { baseUrl: 'https://p.test' } } });
  await sweepDefinitions(watched);
  expect(asked).toHaveLength(1);
});
