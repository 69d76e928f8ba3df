import { useQuery } from '@tanstack/react-query';
import type { EnvironmentId } from '#contract/common.ts';
import { type Environment, environment } from '#contract/environments.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useSession } from '#renderer/session/session.ts';
import { readKept, writeKept } from '#renderer/ui/kept.ts';
import { sharedValue } from '#renderer/ui/sharedValue.ts';

const item = (tenantId: string) => `patchbay:environment:${tenantId}`;
const round = sharedValue(0);

interface ActiveEnvironment {
  /** Those that can be chosen, in their order; the global one holds in any case and is not among them. */
  readonly choices: readonly Environment[];
  /** Whose variables requests are sent with; null for those that hold everywhere alone. */
  readonly active: Environment | null;
  choose(id: EnvironmentId | null): void;
}

/** All environments of the tenant, the global one first. */
export function useEnvironments() {
  return useQuery(orpc.environments.list.queryOptions());
}

/** The environment of this machine's tenant. One that was deleted is none. */
export function useActiveEnvironment(): ActiveEnvironment {
  round.use();
  const tenantId = useSession()?.tenant.id;
  const choices = (useEnvironments().data ?? []).filter(({ isGlobal }) => !isGlobal);
  const id = tenantId === undefined ? null : readKept(item(tenantId), environment.shape.id);
  return {
    choices,
    active: choices.find((choice) => choice.id === id) ?? null,
    choose: (next) => {
      if (tenantId === undefined) return;
      writeKept(item(tenantId), next);
      round.set(round.get() + 1);
    },
  };
}

/** What a production environment without a colour of its own has. */
const productionColor = '#c92a2a';
const plainColor = '#868e96';

/** The colour that an environment is shown in. */
export const colorOf = ({ color, isProduction }: Pick<Environment, 'color' | 'isProduction'>): string =>
  color ?? (isProduction ? productionColor : plainColor);
