import { z } from 'zod';
import { integrationRow } from '#contract/integrations.ts';

const sqliteFlag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

/** A row of the list as SQLite gives it. */
export const listedRow = integrationRow
  .omit({ logo: true, auth: true, needsConnection: true, active: true })
  .extend({ active: sqliteFlag, needsAuth: sqliteFlag, authBits: z.int(), logoFile: z.string().nullable() });
export type ListedRow = z.infer<typeof listedRow>;
