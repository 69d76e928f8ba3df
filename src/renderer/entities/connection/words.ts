import type { Connection } from '#contract/connections.ts';

export { stateWords } from '#core/connections/state.ts';

export const visibilityWords: Record<Connection['visibility'], string> = { private: 'Only me', team: 'Everyone' };

/** "GitHub – release bot"; many names say their integration already. */
export function fullName({ name, integrationName }: { name: string; integrationName: string }): string {
  return name.toLowerCase().includes(integrationName.toLowerCase()) ? name : `${integrationName} – ${name}`;
}
