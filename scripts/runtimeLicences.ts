import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from './projectRoot.ts';

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      /** Stands where the package is installed under another name. */
      name: z.string().optional(),
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});

type Lock = z.infer<typeof lockFile>;

interface Licence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** A development dependency to npm, yet part of every installer. */
const shipped = new Set(['node_modules/electron']);

/** What the program needs when it runs, with what comes along, sorted by name. Throws where a package states no licence. */
export function runtimeLicences(
  lock: Lock = lockFile.parse(JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'))),
): Licence[] {
  const entries = Object.entries(lock.packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && (shipped.has(path) || !(dev || devOptional)))
    .map(([path, entry]): Licence => {
      const name = entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      if (!entry.license) throw new Error(`${name} states no licence in package-lock.json.`);
      return { name, version: entry.version ?? '', licence: entry.license };
    });
  const distinct = new Map(entries.map((entry) => [`${entry.name} ${entry.version}`, entry]));
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
