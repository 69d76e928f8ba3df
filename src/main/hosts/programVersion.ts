import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A hash over everything that the build was made of; not there where the program runs from source. */
declare const patchbayBuild: string | undefined;

/** The version of this program, as its package.json says. */
export function programVersion(): string {
  const found: unknown = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8'));
  if (typeof found === 'object' && found !== null && 'version' in found) return String(found.version);
  throw new Error('Patchbay’s package.json has no version.');
}

/** Two programs with the same answer speak the same contract: they are of one version, and built of the same sources. */
export function programBuild(version: string = programVersion()): string {
  return `${version} ${typeof patchbayBuild === 'undefined' ? 'source' : patchbayBuild}`;
}

/** The nearest folder above with a package.json, both from source and from the bundle. */
export function projectRoot(from: string = dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(join(from, 'package.json')) || dirname(from) === from) return from;
  return projectRoot(dirname(from));
}
