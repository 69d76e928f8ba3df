import { isContractProcedure } from '@orpc/contract';
import { z } from 'zod';
import { contract } from '#contract/index.ts';
import type { Client } from './testConsole.ts';

type Contract = typeof contract;

/** `domain.name` of every route, as a type: a table over it does not compile with one missing. */
export type RouteName = { [D in keyof Contract]: `${D}.${keyof Contract[D] & string}` }[keyof Contract];

export interface Route {
  readonly name: RouteName;
  readonly path: readonly [domain: string, name: string];
  /** What the route takes; null where it takes nothing. */
  readonly input: z.ZodType | null;
}

/** Every route of the contract, in its order. */
export const routes: readonly Route[] = Object.entries(contract).flatMap(([domain, procedures]) =>
  Object.entries(procedures).map(([name, procedure]) => routeOf(domain, name, procedure)),
);

function routeOf(domain: string, name: string, procedure: unknown): Route {
  if (!isContractProcedure(procedure)) throw new Error(`${domain}.${name} is no route`);
  const { inputSchema } = procedure['~orpc'];
  const routeName = z.custom<RouteName>().parse(`${domain}.${name}`);
  return { name: routeName, path: [domain, name], input: inputSchema instanceof z.ZodType ? inputSchema : null };
}

const callable = z.custom<(input: unknown) => Promise<unknown>>((value) => typeof value === 'function');

/** Calls a route by its name, with whatever input. */
export function callRoute(client: Client, { path: [domain, name] }: Route, input: unknown): Promise<unknown> {
  return callable.parse(Reflect.get(Reflect.get(client, domain), name))(input);
}

/** Leaving, locking and removing come last, so that a walk over all routes finds what it needs. */
export const routesInWalkingOrder: readonly Route[] = [...routes].sort((a, b) => endOf(a) - endOf(b));

function endOf({ name }: Route): number {
  if (name === 'tenants.remove' || name === 'tenants.switch') return 4;
  if (name === 'vault.lock' || name === 'vault.discard') return 3;
  if (name === 'integrations.remove' || name === 'system.deleteBackup') return 2;
  return /\.(remove|discard|detach|clear|restore)/.test(name) ? 1 : 0;
}
