import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Host } from '../kernel/host.ts';
import { keychainOfEnvironment } from '../vault/index.ts';
import { createLogFile, dataDirectory } from './dataFolder.ts';

/** The host's part that the loopback server and the command line share. */
export function nodeHost(kind: 'loopback' | 'cli', data: string = dataDirectory()): Host {
  const root = projectRoot(import.meta.dirname);
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const now = () => Date.now();
  return {
    kind,
    version,
    paths: { data, resources: join(root, 'resources') },
    keychain: keychainOfEnvironment(),
    now,
    log: createLogFile(join(data, 'logs'), now),
    openExternal: () => false,
  };
}

/** The nearest folder above with a package.json, both from source and from the bundle. */
function projectRoot(from: string): string {
  if (existsSync(join(from, 'package.json')) || dirname(from) === from) return from;
  return projectRoot(dirname(from));
}
