import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/ensureBuilt.ts';
import { projectRoot } from '../../scripts/projectRoot.ts';
import { runProgram } from '../../scripts/runProgram.ts';

/** Runs before the tests that execute what was built. */
export default async function builtOnce(): Promise<void> {
  // `npm test` has built it all.
  if (process.env.PATCHBAY_BUILT_WORKERS !== undefined) return;
  if ((await ensureBuilt()) !== 0) throw new Error('The build failed.');
  const failed = await runProgram(process.execPath, [join(projectRoot, 'test/support/buildProcesses.ts')]);
  if (failed !== 0) throw new Error('The processes of the tests could not be built.');
}
