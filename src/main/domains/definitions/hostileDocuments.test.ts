import { afterAll, describe, expect, it } from 'vitest';
import { Fault } from '#contract/fault.ts';
import { describeOperation, parseDefinition } from '#core/openapi/index.ts';
import { WorkerPool, workerFile } from '#main/kernel/workerPool.ts';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { reviewDefinition } from './review.ts';
import { definitions } from './table.ts';
import type { InspectJobs } from './worker/inspectWorker.ts';
import { inspectDocument } from './workers.ts';

const megabyte = 1024 * 1024;
const many = <T>(count: number, make: (index: number) => T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`/${index}`, make(index)]));
const json = (parts: object) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'x', version: '1' }, paths: { '/': { get: {} } }, ...parts });
const yaml = (anchors: string, paths: (index: number) => string, count: number) =>
  `openapi: 3.1.0\ninfo: {title: x, version: '1'}\nx-a:\n${anchors}\npaths:\n${Array.from({ length: count }, (_, index) => paths(index)).join('\n')}\n`;
const longText = 'y'.repeat(megabyte);
const names = (count: number) => Array.from({ length: count }, (_, index) => [`scheme${index}`, ['scope']] as const);
const security = [Object.fromEntries(names(50))];
const toOne = (item: object) => json({ paths: many(50_000, () => ({ $ref: '#/x' })), x: item });

/** Each is a few megabytes at most, and stands for gigabytes where what it shares is written out. */
const hostile: readonly (readonly [name: string, outcome: string, document: () => string])[] = [
  [
    '50,000 paths of one item with many security names',
    'DEFINITION_TOO_LARGE',
    () => toOne({ get: { security: Array(80).fill(security[0]) } }),
  ],
  [
    '50,000 paths of one item with long security names',
    'DEFINITION_TOO_LARGE',
    () => toOne({ get: { security: [{ [longText]: [] }] } }),
  ],
  [
    '50,000 paths of one item with many tags',
    'DEFINITION_TOO_LARGE',
    () => toOne({ get: { tags: names(100).map(([name]) => name.repeat(50)) } }),
  ],
  ['50,000 paths of one item with a long summary', 'DEFINITION_TOO_LARGE', () => toOne({ get: { summary: longText } })],
  ['50,000 paths of one item with a long operationId', 'read', () => toOne({ get: { operationId: longText } })],
  [
    '50,000 paths of one item under a long name',
    'DEFINITION_TOO_LARGE',
    () =>
      json({
        paths: many(50_000, () => ({ $ref: `#/x-l` })),
        'x-l': { additionalOperations: { ['M'.repeat(megabyte)]: {} } },
      }),
  ],
  [
    'inherited security of 50,000 operations',
    'DEFINITION_TOO_LARGE',
    () => json({ security: Array(100).fill(Object.fromEntries(names(50))), paths: many(50_000, () => ({ get: {} })) }),
  ],
  [
    'a long path with thousands of undeclared names',
    'DEFINITION_UNUSABLE',
    () =>
      json({
        paths: {
          [`/${Array.from({ length: 90_000 }, (_, index) => `{parameter${index}}`).join('/')}`]: {
            get: {},
            put: {},
            post: {},
          },
        },
      }),
  ],
  [
    'a long path with thousands of unused parameters',
    'DEFINITION_UNUSABLE',
    () =>
      json({
        paths: {
          [`/${longText}`]: {
            get: { parameters: Array.from({ length: 20_000 }, (_, index) => ({ in: 'path', name: `p${index}` })) },
          },
        },
      }),
  ],
  [
    '50,000 additional methods on a path of many names',
    'DEFINITION_TOO_LARGE',
    () =>
      json({
        paths: {
          [`/${'{ab}/'.repeat(390)}`]: {
            additionalOperations: Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`M${index}`, {}])),
          },
        },
      }),
  ],
  [
    'a long operationId behind aliases',
    'DEFINITION_TOO_LARGE',
    () => yaml(`  long: &a ${longText}`, (index) => `  /${index}: {get: {operationId: *a}}`, 5_000),
  ],
  [
    'a long summary behind aliases',
    'DEFINITION_TOO_LARGE',
    () => yaml(`  long: &a ${longText}`, (index) => `  /${index}: {get: {summary: *a}}`, 5_000),
  ],
  [
    'a long tag behind aliases',
    'DEFINITION_TOO_LARGE',
    () => yaml(`  long: &a ${longText}`, (index) => `  /${index}: {get: {tags: [*a]}}`, 5_000),
  ],
  [
    'a long scheme name behind aliased requirements',
    'DEFINITION_TOO_LARGE',
    () =>
      yaml(
        `  r: &a {${longText.slice(0, 1000)}: [b]}`,
        (index) => `  /${index}: {get: {security: [${Array(90).fill('*a').join(', ')}]}}`,
        5_000,
      ),
  ],
  [
    'a long list of scopes behind aliases',
    'DEFINITION_TOO_LARGE',
    () =>
      yaml(
        `  s: &a [${'scope, '.repeat(50_000)}b]`,
        (index) => `  /${index}: {get: {security: [{a: *a, b: *a, c: *a}]}}`,
        5_000,
      ),
  ],
  [
    'many servers that share their variables',
    'DEFINITION_TOO_LARGE',
    () =>
      yaml(
        `  v: &a {${Array.from({ length: 5_000 }, (_, index) => `v${index}: {default: x}`).join(', ')}}`,
        () => '  /: {get: {}}',
        1,
      ).replace('paths:', `servers: [${Array(3_000).fill('{url: /, variables: *a}').join(', ')}]\npaths:`),
  ],
  [
    '200 schemes that share 5,000 long scopes',
    'DEFINITION_TOO_LARGE',
    () =>
      json({
        components: { securitySchemes: many(200, () => ({ $ref: '#/x' })) },
        x: { type: 'oauth2', flows: { implicit: { scopes: many(5_000, () => 'd'.repeat(400)) } } },
      }),
  ],
  [
    'unknown versions of a long name',
    'DEFINITION_UNSUPPORTED_VERSION',
    () => json({ openapi: `3.9.${'9'.repeat(megabyte)}` }),
  ],
];

const pool = new WorkerPool<InspectJobs>({
  name: 'hostile',
  file: workerFile(import.meta.url, './worker/inspectWorker'),
  idleMs: 60_000,
  resourceLimits: { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
  errors: {
    cancelled: () => new Error('cancelled'),
    tookTooLong: () => new Error('took too long'),
    tookTooMuchMemory: () => new Error('took too much memory'),
    workerEnded: () => new Error('ended'),
  },
});
afterAll(() => pool.close());

describe('a small document that stands for gigabytes', () => {
  it.each(hostile)('is read or refused within memory, time and output: %s', async (_, outcome, make) => {
    const bytes = Buffer.from(make());
    const result = await pool.run('inspect', { bytes }, { cpuMs: 10_000 }).then(
      (report) => ({ code: 'read', length: JSON.stringify(report).length }),
      (error: Error) => ({ code: error instanceof Fault ? error.code : error.message, length: 0 }),
    );
    expect(result.code).toBe(outcome);
    expect(result.length).toBeLessThanOrEqual(8 * bytes.length + 64 * megabyte);
  });

  it('is described in bounds: 2,000 responses that share a long text', () => {
    const responses = many(2_000, () => ({ $ref: '#/x' }));
    const text = json({ paths: { '/': { get: { responses } } }, x: { description: longText } });
    const describe = () => describeOperation(parseDefinition(text).document, 'GET /');
    expect(describe).toThrow(expect.objectContaining({ code: 'DEFINITION_TOO_LARGE' }));
  });

  it('leaves nothing in the store or its folder when it is refused', async () => {
    const { deps, actor } = definitionsRig();
    const pages = () => deps.store.sqlite.pragma('page_count', { simple: true });
    const before = pages();
    const source = { kind: 'text', text: hostile[0]?.[2]() ?? '' } as const;
    await expect(reviewDefinition(deps, actor, { source })).rejects.toThrow(
      expect.objectContaining({ code: 'DEFINITION_TOO_LARGE' }),
    );
    expect(deps.store.read.select().from(definitions).all()).toEqual([]);
    expect(Number(pages()) - Number(before)).toBeLessThan(20);
  });
});

describe('inspecting without a store', () => {
  it('says what the document needs, and throws the same faults as an import', async () => {
    const report = await inspectDocument({ bytes: Buffer.from(json({ security: [{ key: [] }] })) });
    expect(report).toMatchObject({ operations: 1, title: 'x' });
    await expect(inspectDocument({ bytes: Buffer.from('<html>') })).rejects.toThrow(
      expect.objectContaining({ code: 'DEFINITION_UNKNOWN_FORMAT' }),
    );
  });
});
