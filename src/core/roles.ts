import { z } from 'zod';

/** What a membership allows: viewers read and send nothing, editors change and send, admins also manage people and the vault. */
export const role = z.enum(['admin', 'editor', 'viewer']);
export type Role = z.infer<typeof role>;

const ranks: Record<Role, number> = { viewer: 0, editor: 1, admin: 2 };

/** Whether a role allows what needs the other. */
export function reaches(given: Role, needed: Role): boolean {
  return ranks[given] >= ranks[needed];
}
