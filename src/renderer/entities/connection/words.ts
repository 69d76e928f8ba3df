import type { Connection } from '#contract/connections.ts';

export { stateWords } from '#core/connections/state.ts';

export const visibilityWords: Record<Connection['visibility'], string> = { private: 'Only me', team: 'Everyone' };
