import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { Contract } from '#contract/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Routes } from '#main/kernel/domain.ts';
import { type AllRoutes, routerOf } from '#main/kernel/router.ts';

/** Calls the routes of one domain as an actor, parsed and guarded as the console does. */
export function domainClient<Name extends keyof Contract>(
  { name, routes }: { readonly name: Name; readonly routes: Routes<Name> },
  actor: Actor,
): ContractRouterClient<Contract>[Name] {
  const router = routerOf({ [name]: routes } as unknown as AllRoutes, {
    log: (_level, message, values) => {
      throw new Error(`${message} ${JSON.stringify(values)}`);
    },
    onUse: () => undefined,
  });
  const session = { actor: () => actor, switchTenant: () => undefined };
  return createRouterClient(router, { context: { session } })[name];
}
