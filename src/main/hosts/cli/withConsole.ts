import { dataDirectory } from '../dataFolder.ts';
import { programBuild } from '../programVersion.ts';
import { type CommandConsole, NeedsOwnConsole } from './commandConsole.ts';

/** This Node is too old for a console; the launcher starts the command again on the one that comes with Patchbay. */
export class NeedsNewerNode extends Error {}

/** better-sqlite3 crashes on older ones. */
export function canOpenStore(version: string = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/** For what needs more of this Node than to speak with a running console. Throws NeedsNewerNode. */
export function requireNewNode(): void {
  if (!canOpenStore()) throw new NeedsNewerNode();
}

/**
 * Lets the console that runs on the data folder do the work, which costs a fraction of opening one; where none runs or it cannot, opens
 * one for this command. Neither is loaded before it is needed. Throws NeedsNewerNode.
 */
export async function withConsole<T>(work: (opened: CommandConsole) => Promise<T>): Promise<T> {
  const { PATCHBAY_ALONE: alone = '' } = process.env;
  const running = alone === '' ? await reach() : null;
  if (running === null) return withOwnConsole(work);
  try {
    return await work({ ...running, isShared: true });
  } catch (error) {
    if (!(error instanceof NeedsOwnConsole)) throw error;
  } finally {
    running.close();
  }
  return withOwnConsole(work);
}

const reach = async () => (await import('../socket/client.ts')).reachConsole(dataDirectory(), programBuild());

/** Opens a console for this command alone, on the data folder or on another one. Throws NeedsNewerNode. */
export async function withOwnConsole<T>(work: (opened: CommandConsole) => Promise<T>, data?: string): Promise<T> {
  requireNewNode();
  // A command uses a schema once or twice: compiling it would cost more than it saves. Schemas ask for this when they are made.
  (await import('zod')).config({ jitless: true });
  return (await import('./ownConsole.ts')).openOwnConsole(work, data);
}
