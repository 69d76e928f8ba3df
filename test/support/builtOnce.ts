import { ensureBuilt } from '../../scripts/ensureBuilt.ts';

/** Runs before the tests that execute what was built. */
export default async function builtOnce(): Promise<void> {
  if ((await ensureBuilt()) !== 0) throw new Error('The build failed.');
}
