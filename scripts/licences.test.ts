import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './projectRoot.ts';
import { runtimeLicences } from './runtimeLicences.ts';

const entry = { version: '1.0.0', license: 'MIT' };

describe('resources/licences.json', () => {
  it('is in step with the lock file; "node scripts/licences.ts" brings it there', () => {
    const shipped: unknown = JSON.parse(readFileSync(join(projectRoot, 'resources/licences.json'), 'utf8'));
    expect(shipped).toEqual(runtimeLicences());
  });
});

describe('runtime licences', () => {
  it('leave out what only development needs, and name an alias by what it is', () => {
    const packages = {
      '': {},
      'node_modules/alias': { ...entry, name: '@real/one' },
      'node_modules/tool': { ...entry, dev: true },
      'node_modules/types': { ...entry, devOptional: true },
      'node_modules/alias/node_modules/@scope/inner': { ...entry, license: 'ISC' },
    };
    expect(runtimeLicences({ packages })).toEqual([
      { name: '@real/one', version: '1.0.0', licence: 'MIT' },
      { name: '@scope/inner', version: '1.0.0', licence: 'ISC' },
    ]);
  });

  it('name a package twice only where two versions are there', () => {
    const packages = {
      'node_modules/a': entry,
      'node_modules/b/node_modules/a': entry,
      'node_modules/c/node_modules/a': { ...entry, version: '2.0.0' },
    };
    expect(runtimeLicences({ packages }).map(({ version }) => version)).toEqual(['1.0.0', '2.0.0']);
  });

  it('fail for a package that states none', () => {
    expect(() => runtimeLicences({ packages: { 'node_modules/a': { version: '1.0.0' } } })).toThrow(
      'a states no licence',
    );
  });
});
