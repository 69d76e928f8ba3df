import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Actor } from '#main/kernel/actor.ts';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { manyOperations, petDefinition } from '#test/support/definitionTexts.ts';
import { processFile } from '#test/support/hostProcess.ts';
import type { DefinitionsContext } from './context.ts';
import { applyDefinition, sweepDefinitions } from './lifecycle.ts';
import { listOperations } from './operations.ts';
import { cancelReview, reviewDefinition } from './review.ts';
import { definitionOperations, definitions } from './table.ts';
import { beginUpload, discardUpload, uploadPart } from './uploads.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const review = (deps: DefinitionsContext, actor: Actor, text: string, job = 'job') =>
  reviewDefinition(deps, actor, { source: { kind: 'text', text }, job });
const states = (deps: DefinitionsContext) =>
  deps.store.read
    .select({ state: definitions.state })
    .from(definitions)
    .all()
    .map(({ state }) => state);

async function upload(deps: DefinitionsContext, actor: Actor, content: Uint8Array, part = 1_000) {
  const { uploadId } = await beginUpload(deps, actor, { bytes: content.byteLength });
  for (let offset = 0; offset < content.byteLength; offset += part) {
    const data = Buffer.from(content.subarray(offset, offset + part)).toString('base64');
    await uploadPart(deps, actor, { uploadId, offset, data });
  }
  return uploadId;
}

describe('uploads', () => {
  it('arrive in parts, readable by nobody else, and are gone once they were read', async () => {
    const { deps, actor, folder } = definitionsRig();
    const uploadId = await upload(deps, actor, Buffer.from(petDefinition('1')), 100);
    expect(statSync(join(folder, 'uploads', uploadId)).mode & 0o777).toBe(0o600);
    const { report } = await reviewDefinition(deps, actor, { source: { kind: 'upload', uploadId } });
    expect(report.operations).toBe(2);
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });

  it('are refused when too large, out of order, incomplete, foreign or old', async () => {
    const { deps, actor, other, clock } = definitionsRig();
    await expect(beginUpload(deps, actor, { bytes: 128 * 1024 * 1024 + 1 })).rejects.toThrow(code('TOO_LARGE'));
    const { uploadId } = await beginUpload(deps, actor, { bytes: 10 });
    const part = (offset: number, text: string) => ({ uploadId, offset, data: Buffer.from(text).toString('base64') });
    await expect(uploadPart(deps, actor, part(1, 'x'))).rejects.toThrow(code('UPLOAD_OUT_OF_ORDER'));
    await expect(uploadPart(deps, other, part(0, 'x'))).rejects.toThrow(code('UPLOAD_UNKNOWN'));
    await expect(uploadPart(deps, actor, part(0, 'x'.repeat(11)))).rejects.toThrow(code('TOO_LARGE'));
    const source = { kind: 'upload', uploadId } as const;
    await expect(reviewDefinition(deps, actor, { source })).rejects.toThrow(code('UPLOAD_OUT_OF_ORDER'));
    clock.at += 60 * 60 * 1000;
    await expect(uploadPart(deps, actor, part(0, 'x'))).rejects.toThrow(code('UPLOAD_UNKNOWN'));
  });

  it('are four at once at most, and a discarded one makes room', async () => {
    const { deps, actor } = definitionsRig();
    const begin = () => beginUpload(deps, actor, { bytes: 10 });
    const [first] = [await begin(), await begin(), await begin(), await begin()];
    await expect(begin()).rejects.toThrow(code('CONFLICT'));
    await discardUpload(deps, actor, first);
    await expect(begin()).resolves.toHaveProperty('uploadId');
  });
});

describe('the worker', () => {
  it('does two reviews one after the other, and both are kept', async () => {
    const { deps, actor, other } = definitionsRig();
    const [one, two] = await Promise.all([
      review(deps, actor, petDefinition('1')),
      review(deps, other, manyOperations(700)),
    ]);
    expect([one.report.operations, two.report.operations]).toEqual([2, 700]);
    expect(states(deps)).toEqual(['staged', 'staged']);
    const target = { kind: 'new', name: 'Many', fields: { baseUrl: 'https://many.example' } } as const;
    const { id } = applyDefinition(deps, other, { id: two.id, target });
    expect(listOperations(deps.store.read, other, { integrationId: id, offset: 0, limit: 5_000 }).rows).toHaveLength(
      700,
    );
  });

  it('tells how far it is', async () => {
    const { deps, actor } = definitionsRig();
    const seen: number[] = [];
    deps.events.onEvent((event) => event.type === 'progress' && event.job === 'mine' && seen.push(event.done));
    await review(deps, actor, manyOperations(1_000), 'mine');
    expect(seen.length).toBeGreaterThan(5);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it('is ended by force when its review is cancelled; what waits goes on, and nothing stays behind', async () => {
    const { deps, actor, other } = definitionsRig();
    deps.events.onEvent((event) => {
      if (event.type !== 'progress' || event.label !== 'Storing the operations' || event.job !== 'first') return;
      expect(cancelReview(deps, other, { job: 'first' })).toEqual({ cancelled: false });
      cancelReview(deps, actor, { job: 'first' });
    });
    const first = review(deps, actor, manyOperations(40_000), 'first');
    const second = review(deps, actor, petDefinition('1'), 'second');
    await expect(first).rejects.toThrow(code('CANCELLED'));
    await expect(second).resolves.toMatchObject({ report: { operations: 2 } });
    await sweepDefinitions(deps);
    expect(states(deps)).toEqual(['staged']);
    expect(deps.store.read.select().from(definitionOperations).all()).toHaveLength(2);
    expect(deps.store.integrityCheck()).toEqual([]);
  });

  it('cancels a review that only waits', async () => {
    const { deps, actor } = definitionsRig();
    const first = review(deps, actor, manyOperations(2_000), 'first');
    const second = review(deps, actor, petDefinition('1'), 'second');
    expect(cancelReview(deps, actor, { job: 'second' })).toEqual({ cancelled: true });
    await expect(second).rejects.toThrow(code('CANCELLED'));
    await expect(first).resolves.toMatchObject({ report: { operations: 2_000 } });
    expect(cancelReview(deps, actor, { job: 'first' })).toEqual({ cancelled: false });
  });

  it('refuses hostile documents in a moment, and reads the next one', async () => {
    const { deps, actor } = definitionsRig();
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghij'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[at]}`)}]`),
    ];
    const hostile = [
      `${'['.repeat(100_000)}`,
      `{"openapi":"3.1.0","x":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
      `openapi: 3.1.0\n${bomb.join('\n')}`,
      '{"__proto__": {"openapi": "3.1.0"}}',
      'openapi: 3.1.0\npaths: &p\n  /a: *p',
      '\u0000\u0001',
    ];
    for (const text of hostile) await expect(review(deps, actor, text)).rejects.toThrow(/./);
    expect(states(deps)).toEqual([]);
    await expect(review(deps, actor, petDefinition('1'))).resolves.toMatchObject({ format: 'json' });
  }, 60_000);

  it('keeps the console free: other writes pass while it stores', async () => {
    const { deps, actor } = definitionsRig();
    let [writes, early] = [0, 0];
    deps.events.onEvent((event) => {
      if (event.type !== 'progress' || event.label !== 'Storing the operations') return;
      deps.store.write((w) =>
        w.update(definitions).set({ state: 'staged' }).where(eq(definitions.sourceUrl, 'none')).run(),
      );
      writes += 1;
      early += states(deps).includes('storing') ? 1 : 0;
    });
    await review(deps, actor, manyOperations(8_000));
    expect(early).toBeGreaterThan(0);
    expect(writes).toBeGreaterThan(20);
  });
});

it('leaves the store sound and nothing half-applied when the process is killed while it stores', async () => {
  const { deps, actor, folder } = definitionsRig();
  const child = spawn(process.execPath, [processFile('importChild'), folder, actor.tenantId, actor.userId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  expect(String(line)).toContain('storing');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(deps.store.integrityCheck()).toEqual([]);
  expect(states(deps)).toEqual(['storing']);
  await sweepDefinitions(deps);
  expect(states(deps)).toEqual([]);
  expect(deps.store.read.select().from(definitionOperations).all()).toEqual([]);
  await expect(review(deps, actor, petDefinition('1'))).resolves.toMatchObject({ report: { operations: 2 } });
}, 60_000);
