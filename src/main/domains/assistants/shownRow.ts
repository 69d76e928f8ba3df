import { z } from 'zod';
import { attachmentId, connectionId, definitionId } from '#contract/common.ts';
import { integrationRow } from '#contract/integrations.ts';

const sqliteFlag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
const jsonText = z.string().transform((text): unknown => JSON.parse(text));

/** An integration with its attachment, as SQLite gives it. */
export const shownRow = integrationRow
  .pick({ id: true, displayName: true, provider: true, type: true, status: true, operations: true })
  .extend({
    logoFile: z.string().nullable(),
    active: sqliteFlag,
    needsAuth: sqliteFlag,
    authBits: z.int(),
    attachmentId: attachmentId.nullable(),
    connectionId: connectionId.nullable(),
    definitionId: definitionId.nullable(),
    manualAuth: z.string(),
    chosen: jsonText.pipe(z.array(z.string())).nullable(),
  });
export type ShownRow = z.infer<typeof shownRow>;
