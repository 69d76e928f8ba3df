import { ensureBuilt } from '../../scripts/ensureBuilt.ts';
import { buildProcesses } from '../../scripts/testProcesses.ts';

/** Runs before the tests that execute what was built. */
export default async function builtOnce(): Promise<void> {
  // `npm test` has built it all.
  if (process.env.PATCHBAY_BUILT_WORKERS !== undefined) return;
  if ((await ensureBuilt()) !== 0) throw new Error('The build failed.');
  if ((await buildProcesses()) !== 0) throw new Error('The processes of the tests could not be built.');
}
