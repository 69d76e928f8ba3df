import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectRoot } from '../../scripts/projectRoot.ts';

/** Files of definitions beside the project, for those who have them; a clone has none. */
export function sharedDefinitions(): string[] {
  const folder = ['../shared/definitions', '../../shared/definitions']
    .map((path) => resolve(projectRoot, path))
    .find((path) => existsSync(path));
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => /\.(json|yaml)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
