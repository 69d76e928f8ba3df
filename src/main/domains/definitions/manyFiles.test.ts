import { describe, expect, it } from 'vitest';
import type { DefinitionSource } from '#contract/definitions.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { parcelFiles } from '#test/support/manyFiles.ts';
import { type ZipEntry, zip } from '#test/support/zip.ts';
import type { DefinitionsContext } from './context.ts';
import { applyDefinition } from './lifecycle.ts';
import { readContent, readDetail, readReport } from './reader.ts';
import { reviewDefinition } from './review.ts';
import { definitions } from './table.ts';
import { uploadPart } from './uploads.ts';
import { readFiles } from './worker/manyFiles.ts';

type Upload = Extract<DefinitionSource, { kind: 'upload' }>;

async function uploaded({ uploads }: DefinitionsContext, actor: Actor, bytes: Buffer, more: Partial<Upload> = {}) {
  const uploadId = await uploads.begin(actor, bytes.length);
  await uploadPart({ uploads }, actor, { uploadId, offset: 0, data: bytes.toString('base64') });
  return { kind: 'upload' as const, uploadId, fileName: 'parcels', ...more };
}

function folder(changes: Record<string, string> = {}) {
  const all = Object.entries({ ...parcelFiles, ...changes }).map(([path, text]) => ({
    path,
    content: Buffer.from(text),
  }));
  const files = all.map(({ path, content }) => ({ path, bytes: content.length }));
  return { bytes: Buffer.concat(all.map(({ content }) => content)), files };
}

const entries = (all: Readonly<Record<string, string>> = parcelFiles): ZipEntry[] =>
  Object.entries(all).map(([name, content]) => ({ name, content }));

describe('importing a definition in many files', () => {
  it('makes an integration of a folder, and compares the folder when it is imported again', async () => {
    const { deps, actor } = definitionsRig();
    const { bytes, files } = folder();
    const first = await reviewDefinition(deps, actor, { source: await uploaded(deps, actor, bytes, { files }) });
    expect(first).toMatchObject({
      bytes: bytes.length,
      format: 'json',
      written: { files: 15, formats: ['json', 'yaml'] },
      report: { title: 'Parcel desk', operations: 3, problems: [] },
      suggestion: { baseUrl: 'https://parcels.example.com/v4' },
    });
    const target = { kind: 'new', name: 'Parcels', fields: { baseUrl: first.suggestion.baseUrl } } as const;
    const { id } = applyDefinition(deps, actor, { id: first.id, target });
    expect(readReport(deps.store.read, actor, { integrationId: id }).operations).toBe(3);
    const detail = await readDetail(deps, actor, { integrationId: id, key: 'GET /parcels/{id}' });
    expect(Object.keys(detail.definitions)).toContain('parcel');
    const { text } = readContent(deps.store.read, actor, { integrationId: id, offset: 0, length: 1_000_000 });
    expect(JSON.parse(text)).toMatchObject({ 'x-files': { 'models/parcel.json': { type: 'object' } } });

    const again = folder({ 'models/address.yaml': 'type: object\nproperties:\n  town: { type: string }\n' });
    const source = await uploaded(deps, actor, again.bytes, { files: again.files });
    const { comparison } = await reviewDefinition(deps, actor, { source, integrationId: id });
    expect(comparison?.operations.changed.map(({ key }) => key)).toContain('GET /parcels');
  });

  it('reads a zip archive the same, with the folder in it, and what else lies there', async () => {
    const { deps, actor } = definitionsRig();
    const more = [
      { name: 'api/', content: '' },
      { name: '__MACOSX/api/._parcels.yaml', content: 'Mac OS X' },
      { name: 'api/logo.png', content: Buffer.from([0, 1, 2]) },
      { name: 'api/link.yaml', content: '/etc/passwd', mode: 0o120_777 },
    ];
    const archive = zip([...entries().map((entry) => ({ ...entry, name: `api/${entry.name}` })), ...more]);
    const { report } = await reviewDefinition(deps, actor, { source: await uploaded(deps, actor, archive) });
    expect(report).toMatchObject({ title: 'Parcel desk', operations: 3, problems: [] });
  });

  it('refuses with the missing file, and keeps nothing', async () => {
    const { deps, actor, happenings } = definitionsRig();
    const { 'models/parcel.json': _left, ...rest } = parcelFiles;
    const archive = zip(entries(rest));
    const review = reviewDefinition(deps, actor, {
      source: await uploaded(deps, actor, archive, { fileName: 'a.zip' }),
    });
    await expect(review).rejects.toMatchObject({
      code: 'DEFINITION_FILE_MISSING',
      message: expect.stringContaining('models/parcel.json, which operations/list.yml, line 10, refers to'),
    });
    expect(deps.store.read.select().from(definitions).all()).toEqual([]);
    expect(happenings.at(-1)).toMatchObject({ kind: 'import', result: 'failed', subject: 'a.zip' });
  });

  it('begins in the file that a person names', async () => {
    const { deps, actor } = definitionsRig();
    const two = folder({
      'old.yaml': 'swagger: "2.0"\ninfo: {title: Old, version: "1"}\npaths: {/a: {get: {responses: {}}}}\n',
    });
    const unclear = await uploaded(deps, actor, two.bytes, { files: two.files });
    await expect(reviewDefinition(deps, actor, { source: unclear })).rejects.toMatchObject({
      code: 'DEFINITION_ROOT_UNCLEAR',
      data: { names: ['old.yaml', 'parcels.yaml'] },
    });
    const named = await uploaded(deps, actor, two.bytes, { files: two.files, root: 'old.yaml' });
    expect((await reviewDefinition(deps, actor, { source: named })).report.title).toBe('Old');
  });
});

describe('what an archive cannot do', () => {
  const root = { name: 'api.json', content: '{"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{}}' };

  it.each<[what: string, archive: () => Buffer, code: string]>([
    ['lead out of its folder', () => zip([root, { name: '../../api.json', content: '{}' }]), 'DEFINITION_ARCHIVE'],
    ['name the whole disk', () => zip([root, { name: '/etc/api.json', content: '{}' }]), 'DEFINITION_ARCHIVE'],
    ['name a drive', () => zip([root, { name: 'C:\\api.json', content: '{}' }]), 'DEFINITION_ARCHIVE'],
    ['hide behind a password', () => zip([root, { name: 'b.json', content: '{}', flags: 1 }]), 'DEFINITION_ARCHIVE'],
    ['lie about a size', () => zip([{ ...root, claimed: 5 }]), 'DEFINITION_ARCHIVE'],
    ['be cut off', () => zip([root]).subarray(0, 60), 'DEFINITION_ARCHIVE'],
    ['be damaged', () => zip([root]).fill(0xff, 40, 60), 'DEFINITION_ARCHIVE'],
    ['be empty', () => zip([]), 'DEFINITION_ROOT_UNKNOWN'],
    [
      'hold one file too many',
      () => zip(Array.from({ length: 10_001 }, (_, index) => ({ name: `${index}.json`, content: '{}' }))),
      'DEFINITION_TOO_LARGE',
    ],
    [
      'swell',
      () =>
        zip(
          Array.from({ length: 3 }, (_, index) => ({ name: `${index}.json`, content: Buffer.alloc(50_000_000, 0x20) })),
        ),
      'DEFINITION_TOO_LARGE',
    ],
  ])('%s', async (_what, archive, code) => {
    await expect(readFiles(archive(), {})).rejects.toMatchObject({ code });
  });

  it('follow a link: what refers to one is told that the file is missing', async () => {
    const content = '{"openapi":"3.1.0","paths":{"/a":{"$ref":"link.json"}}}';
    const archive = zip([
      { ...root, content },
      { name: 'link.json', content: '/etc/passwd', mode: 0o120_777 },
    ]);
    await expect(readFiles(archive, {})).rejects.toMatchObject({ code: 'DEFINITION_FILE_MISSING' });
  });
});

it('refuses a folder whose paths or sizes are not what they say', async () => {
  const bytes = Buffer.from('{}');
  for (const files of [
    [{ path: '../a.json', bytes: 2 }],
    [{ path: 'a.json', bytes: 3 }],
    [{ path: 'a.json', bytes: 1 }],
  ])
    await expect(readFiles(bytes, { files })).rejects.toMatchObject({ code: 'INVALID' });
});
