import { z } from 'zod';
import type { DefinitionReport } from '#contract/openapi.ts';
import { defineFacts, factSpec } from '#main/facts/index.ts';

export const definitionFacts = defineFacts('definition', {
  imported: factSpec({
    kind: 'import',
    action: 'imported',
    change: z.strictObject({ definition: z.string(), operations: z.int(), problems: z.int() }),
    details: (_before, after) => [
      { name: 'definition', value: after.definition ?? '' },
      { name: 'operations', value: String(after.operations) },
      { name: 'problems', value: String(after.problems) },
    ],
  }),
  removed: { kind: 'import', action: 'removed the definition of' },
});

/** What the fact of an import says of the document. */
export function importedFields({ title, version, operations, problemCounts }: DefinitionReport) {
  const problems = problemCounts.reduce((sum, { count }) => sum + count, 0);
  return { definition: `${title} ${version}`.trim(), operations, problems };
}

const notRead = {
  kind: 'import' as const,
  action: 'read',
  change: z.strictObject({ reason: z.string() }),
  details: (_before: object, after: { reason?: string | undefined }) =>
    after.reason === undefined ? [] : [{ name: 'reason', value: after.reason }],
};

/** A document that could not be read, or that a person did not wait for. */
export const importFacts = defineFacts('import', {
  failed: factSpec({ ...notRead, result: 'failed' }),
  cancelled: factSpec({ ...notRead, result: 'cancelled' }),
});

const operation = z.strictObject({ key: z.string(), summary: z.string(), hidden: z.boolean() });

export const operationFacts = defineFacts('operation', {
  added: { kind: 'change', action: 'added the operation', change: operation },
  changed: { kind: 'change', action: 'changed the operation', change: operation },
  removed: { kind: 'change', action: 'removed the operation', change: operation },
  edited: { kind: 'change', action: 'edited the operation', change: operation },
  editsRemoved: { kind: 'change', action: 'took the edits off the operation', change: operation },
});
