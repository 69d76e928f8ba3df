import type { ConnectionsDeps } from '../deps.ts';

/** What fetching and renewing tokens needs. */
export type TokenDeps = Pick<ConnectionsDeps, 'store' | 'events' | 'vault' | 'outbound' | 'now'>;
