import type { ConnectionsDeps } from '../connections/deps.ts';

/** What fetching and renewing tokens needs. */
export type TokenDeps = Pick<ConnectionsDeps, 'store' | 'events' | 'vault' | 'outbound' | 'now'>;
