import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';
import { runtimeLicences } from './runtimeLicences.ts';

// Writes what Settings shows under "Licences"; run it after every change of a dependency.
const lines = runtimeLicences().map((licence) => {
  const pairs = Object.entries(licence).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `  { ${pairs.join(', ')} }`;
});
writeFileSync(join(projectRoot, 'resources', 'licences.json'), `[\n${lines.join(',\n')}\n]\n`);
