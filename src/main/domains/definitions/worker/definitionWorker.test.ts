import { describe, expect, it } from 'vitest';
import { definitionId } from '#contract/common.ts';
import { uuidv7 } from '#main/store/index.ts';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { manyOperations, petDefinition } from '#test/support/definitionTexts.ts';
import { definitions } from '../table.ts';
import type { ReviewJob } from './definitionWorker.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });

function fixture() {
  const { deps, workers, actor } = definitionsRig();
  const job = (text: string): ReviewJob => ({
    tenantId: actor.tenantId,
    id: definitionId.parse(uuidv7()),
    source: { text },
    sourceUrl: null,
    remoteReferences: false,
    before: null,
    createdAt: 1,
  });
  return { deps, workers, job };
}

describe('the definition worker', () => {
  it('gives a job up that takes too long, and does the next one on a new worker', async () => {
    const { workers, job } = fixture();
    const long = workers.imports.run('review', job(manyOperations(40_000)), { timeoutMs: 1 });
    const next = workers.imports.run('review', job(petDefinition('1')));
    await expect(long).rejects.toThrow(code('DEFINITION_TOO_LARGE'));
    await expect(next).resolves.toMatchObject({ format: 'json' });
  });

  it('tells a defect as one, and goes on', async () => {
    const { workers, job } = fixture();
    const broken = { ...job(''), source: { path: '/nowhere/at/all' } };
    await expect(workers.imports.run('review', broken)).rejects.toThrow(/worker failed: .*ENOENT/);
    await expect(workers.imports.run('review', job(petDefinition('1')))).resolves.toMatchObject({ format: 'json' });
  });

  it('cancels everything when it is closed, and starts nothing after', async () => {
    const { deps, workers, job } = fixture();
    const jobs = [manyOperations(40_000), petDefinition('1')].map((text) => workers.imports.run('review', job(text)));
    const ends = Promise.allSettled(jobs);
    await workers.close();
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } });
    await expect(workers.imports.run('review', job(petDefinition('1')))).rejects.toThrow(code('CANCELLED'));
    expect(
      deps.store.read
        .select()
        .from(definitions)
        .all()
        .every(({ state }) => state === 'storing'),
    ).toBe(true);
  });

  it('cannot write where it only reads', async () => {
    const { workers, job } = fixture();
    await workers.imports.run('review', job(petDefinition('1')));
    await expect(workers.reads.run('review', job(petDefinition('1')))).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_UNUSABLE' }),
    );
  });
});
