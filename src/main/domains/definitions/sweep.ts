import { ne } from 'drizzle-orm';
import type { DefinitionsDeps } from './deps.ts';
import { definitions } from './table.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Deletes, on the worker, what imports left behind: half-stored definitions, replaced ones, and those that nobody
 * said yes to for a day. Called at start and after imports; costs nothing where there is nothing.
 */
export async function sweepDefinitions({
  store,
  work,
  now,
}: Pick<DefinitionsDeps, 'store' | 'work' | 'now'>): Promise<void> {
  const left = store.read
    .select({ id: definitions.id })
    .from(definitions)
    .where(ne(definitions.state, 'current'))
    .get();
  if (left) await work.imports.run('sweep', { stagedBefore: now() - dayMs });
}

/** The same without waiting. What a failed sweep leaves is swept at the next one. */
export function sweepLater(deps: Pick<DefinitionsDeps, 'store' | 'work' | 'now'>): void {
  sweepDefinitions(deps).catch(() => undefined);
}
