import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Contract } from '#contract/index.ts';
import { createTransport } from './transport.ts';

export type ConsoleClient = ContractRouterClient<Contract>;

/** Every route of the console, typed by the contract. Pages use `orpc`; this is for streams and long work. */
export const client: ConsoleClient = createORPCClient(createTransport());

/** Query and mutation options by route, for example `useQuery(orpc.tenants.session.queryOptions())`. */
export const orpc = createTanstackQueryUtils(client);
