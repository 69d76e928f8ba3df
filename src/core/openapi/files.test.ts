import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addressedFile, FileFinder, folderPath, isDefinitionPart, mentionedFiles } from './files.ts';

const step = fc.constantFrom('a', 'b.yaml', '..', '.', '', 'c d', '...', 'ä');

describe('a path in the folder', () => {
  it('leads where the system’s path leads, and never out of the folder', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.constantFrom('/', '\\'), (steps, sign) => {
        const written = steps.join(sign);
        fc.pre(!/^[/\\]/.test(written));
        const normal = posix.normalize(steps.join('/')).replace(/\/$/, '');
        const expected = normal === '.' || normal === '..' || normal.startsWith('../') ? undefined : normal;
        // What goes above the folder is out of it, wherever it ends.
        let depth = 0;
        let isOut = false;
        for (const each of steps) {
          depth += each === '..' ? -1 : each === '.' || each === '' ? 0 : 1;
          isOut ||= depth < 0;
        }
        expect([written, folderPath(written)]).toEqual([written, isOut ? undefined : expected]);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    '/etc/passwd',
    '\\server\\x',
    'C:\\x',
    'c:/x',
    '../x',
    'a/../../x',
    '..',
    '.',
    '',
    'a\0b',
    'x'.repeat(1_001),
  ])('is not %j', (written) => {
    expect(folderPath(written)).toBeUndefined();
  });

  test('may have a thousand characters', () => {
    expect(folderPath('x'.repeat(1_000))).toHaveLength(1_000);
  });
});

// RFC 3986 section 5.4, as far as it speaks of paths: the folder is `b/c`, the file `d.yaml`.
test.each([
  ['g', 'b/c/g'],
  ['./g', 'b/c/g'],
  ['g/', 'b/c/g'],
  ['.', 'b/c'],
  ['./', 'b/c'],
  ['..', 'b'],
  ['../', 'b'],
  ['../g', 'b/g'],
  ['../../g', 'g'],
  ['g.', 'b/c/g.'],
  ['.g', 'b/c/.g'],
  ['g..', 'b/c/g..'],
  ['..g', 'b/c/..g'],
  ['./../g', 'b/g'],
  ['./g/.', 'b/c/g'],
  ['g/./h', 'b/c/g/h'],
  ['g/../h', 'b/c/h'],
])('the reference %s leads from a file to %s', (address, path) => {
  expect(addressedFile(address, 'b/c/d.yaml')).toEqual({ kind: 'file', path });
});

test.each([
  ['../../../g', 'outside'],
  ['../..', 'outside'],
  ['/g', 'outside'],
  ['\\g', 'outside'],
  ['c:\\g', 'outside'],
  ['file:///etc/passwd', 'outside'],
  ['FILE:x', 'outside'],
  ['https://a.test/x.yaml', 'elsewhere'],
  ['urn:x', 'elsewhere'],
  ['//a.test/x.yaml', 'elsewhere'],
])('the reference %s leads %s', (address, kind) => {
  expect(addressedFile(address, 'b/c/d.yaml')).toEqual({ kind });
});

test.each([
  ['openapi.yaml', true],
  ['a/b/Pet.YML', true],
  ['x.json', true],
  ['readme.md', true],
  ['text.markdown', true],
  ['text.txt', true],
  ['logo.png', false],
  ['json', false],
  ['x.json5', false],
  ['.git/x.json', false],
  ['a/.hidden.yaml', false],
  ['node_modules/a/x.json', false],
  ['__MACOSX/x.json', false],
])('%s may be part of a definition: %s', (path, isPart) => {
  expect(isDefinitionPart(path)).toBe(isPart);
});

describe('a file', () => {
  const finder = new FileFinder([
    'a/Pet.yaml',
    'a/pets.yaml',
    'a/PETS.yaml',
    'c d.json',
    '100%.json',
    'x%20y.json',
    'x y.json',
  ]);

  test.each([
    ['a/Pet.yaml', 'a/Pet.yaml'],
    ['a/pet.yaml', 'a/Pet.yaml'],
    ['A/PET.YAML', 'a/Pet.yaml'],
    ['a/pets.yaml', 'a/pets.yaml'],
    ['a/PETS.yaml', 'a/PETS.yaml'],
    ['a/Pets.yaml', undefined],
    ['c%20d.json', 'c d.json'],
    ['C%20D.json', 'c d.json'],
    ['100%.json', '100%.json'],
    ['x%20y.json', 'x%20y.json'],
    ['a%2FPet.yaml', 'a/Pet.yaml'],
    ['%2e%2e/a/Pet.yaml', undefined],
    ['gone.yaml', undefined],
  ])('%s is found as %s', (path, found) => {
    expect(finder.find(path)).toBe(found);
  });
});

describe('the files that a text mentions', () => {
  it('are those of its references, in JSON and YAML, each once', () => {
    const text = [
      '{"$ref": "./Pet.yaml#/Pet", "x": {"$ref":"..\\/shared.json"}}',
      "a: {$ref: 'Pet.yaml'}",
      'b:',
      '  $ref: models/User.yml#/User',
      '  "$ref" : "models/User.yml"',
      "  '$ref': Error.json",
    ].join('\n');
    expect(mentionedFiles(text, 'api/openapi.yaml')).toEqual([
      ...['api/Pet.yaml', 'shared.json', 'api/models/User.yml', 'api/Error.json'],
    ]);
  });

  test.each([
    ['itself', '$ref: "#/components/schemas/A"'],
    ['itself by its name', '$ref: openapi.yaml#/a'],
    ['another host', '$ref: https://a.test/x.yaml'],
    ['what is outside', '$ref: ../../x.yaml'],
    ['a name of its own', 'ref: x.yaml'],
    ['what is no definition', '$ref: logo.png'],
  ])('are not %s', (_, text) => {
    expect(mentionedFiles(text, 'api/openapi.yaml')).toEqual([]);
  });

  it('are looked for in a moment in a text that mentions none', () => {
    const spent = process.cpuUsage();
    expect(mentionedFiles('$ref: "'.repeat(100_000), 'a.yaml')).toEqual([]);
    expect(process.cpuUsage(spent).user / 1_000).toBeLessThan(1_000);
  });
});
