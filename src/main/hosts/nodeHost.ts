import { join } from 'node:path';
import type { Host } from '../kernel/host.ts';
import { keychainOfEnvironment } from '../vault/index.ts';
import { createLogFile, dataDirectory } from './dataFolder.ts';
import { programVersion, projectRoot } from './programVersion.ts';
import { createSystemProxies } from './systemProxies.ts';

/** The host's part that the loopback server and the command line share. */
export function nodeHost(kind: 'loopback' | 'cli', data: string = dataDirectory()): Host {
  const now = () => Date.now();
  return {
    kind,
    version: programVersion(),
    paths: { data, resources: join(projectRoot(), 'resources') },
    keychain: keychainOfEnvironment(),
    now,
    log: createLogFile(join(data, 'logs'), now),
    openExternal: () => false,
    systemProxies: createSystemProxies(),
  };
}
