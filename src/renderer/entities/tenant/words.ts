import { type Role, role } from '#contract/common.ts';

/** What each role is called on screen. */
export const roleWords: Record<Role, string> = { admin: 'Admin', editor: 'Editor', viewer: 'Viewer' };

/** The roles to choose from. */
export const roleOptions = role.options.map((value) => ({ value, label: roleWords[value] }));
