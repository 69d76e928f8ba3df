import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parcelFiles } from '#test/support/manyFiles.ts';
import { commandLine } from '#test/support/runCommand.ts';
import { zip } from '#test/support/zip.ts';

function withFolder(left: readonly string[] = []) {
  const line = commandLine();
  for (const [path, text] of Object.entries(parcelFiles)) {
    if (left.includes(path)) continue;
    mkdirSync(dirname(join(line.data, 'api', path)), { recursive: true });
    writeFileSync(join(line.data, 'api', path), text);
  }
  return line;
}

const imported = { name: 'Parcel desk', operations: 3, auth: ['apiKey'], baseUrl: 'https://parcels.example.com/v4' };

describe('patchbay import, of many files', () => {
  it('reads a folder, an archive, and a file with those beside it', async () => {
    const { data, json } = withFolder();
    writeFileSync(
      join(data, 'api.zip'),
      zip(Object.entries(parcelFiles).map(([name, content]) => ({ name: `api/${name}`, content }))),
    );
    const folder = await json(['import', 'api']);
    expect(folder).toMatchObject({ code: 0, answer: imported });
    const archive = await json(['import', 'api.zip', '--name', 'Of an archive']);
    expect(archive).toMatchObject({ code: 0, answer: { ...imported, name: 'Of an archive' } });
    const file = await json(['import', 'api/parcels.yaml', '--with-files', '--name', 'Of a file']);
    expect(file).toMatchObject({ code: 0, answer: { ...imported, name: 'Of a file' } });
    const again = await json(['import', 'api', '--into', 'Of a file']);
    expect(again).toMatchObject({ code: 0, answer: { operations: 3 } });
    const inspected = await json(['inspect', 'api.zip']);
    expect(inspected).toMatchObject({ code: 0, answer: { title: 'Parcel desk', problems: [] } });
  });

  it('reads no file beside another one without a word', async () => {
    const { run } = withFolder();
    const { code, stderr } = await run(['import', 'api/parcels.yaml']);
    expect(code).toBe(1);
    expect(stderr).toContain('parcels.yaml refers to files in its folder: docs/welcome.md, shared/tags.yml');
    expect(stderr).toContain('--with-files');
    expect((await run(['list', '--json'])).stdout.trim()).toBe('[]');
  });

  it('names what is missing and who refers to it, and follows no link out of the folder', async () => {
    const { data, run } = withFolder(['models/parcel.json']);
    writeFileSync(join(data, 'parcel.json'), '{}');
    symlinkSync(join(data, 'parcel.json'), join(data, 'api/models/parcel.json'));
    for (const args of [['api'], ['api/parcels.yaml', '--with-files']]) {
      const { code, stderr } = await run(['import', ...args]);
      expect(code).toBe(1);
      expect(stderr).toContain('models/parcel.json, which operations/list.yml, line 10, refers to');
      expect(stderr).toContain('Nothing was imported or changed.');
    }
  });

  it('says which files are definitions where several are, and takes the one that is named', async () => {
    const { data, run, json } = withFolder();
    writeFileSync(
      join(data, 'api/old.json'),
      '{"swagger":"2.0","info":{"title":"Old","version":"1"},"host":"old.example","paths":{"/a":{"get":{"responses":{}}}}}',
    );
    const { code, stderr } = await run(['import', 'api']);
    expect(code).toBe(1);
    for (const words of ['old.json', 'parcels.yaml', '--root <path>']) expect(stderr).toContain(words);
    const chosen = await json(['import', 'api', '--root', 'old.json']);
    expect(chosen).toMatchObject({ code: 0, answer: { name: 'Old', operations: 1 } });
  });
});
