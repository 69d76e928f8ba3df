import { resolve } from 'node:path';

/** The folder with package.json. */
export const projectRoot: string = resolve(import.meta.dirname, '..');
