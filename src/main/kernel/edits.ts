import type { Json } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { changedMeanwhile } from '#core/edit/edit.ts';

/** What was in the changed fields when the editor was opened; fields that it leaves out are not guarded. */
export type Expected = { readonly [field: string]: unknown } | undefined;

/**
 * Call it in the transaction of every change that comes from an editor. Throws CHANGED_MEANWHILE, with what is there now, where a
 * field that is to be changed holds neither what the editor saw nor what it wants.
 */
export function requireUnchanged(name: string, stored: object, changes: object, expected: Expected): void {
  const found = changedMeanwhile(stored, changes, expected);
  if (found.length === 0) return;
  const fields = found.map(({ field }) => field);
  throw commonFaults.fault('CHANGED_MEANWHILE', `${name} was changed elsewhere: ${fields.join(', ')}.`, {
    kept: 'Nothing was changed.',
    todo: 'Compare both values, choose, and save again.',
    meanwhile: found.map(({ field, now }) => ({ field, now: now as Json })),
  });
}
