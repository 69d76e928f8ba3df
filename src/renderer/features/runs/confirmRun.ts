import type { EnvironmentId } from '#contract/common.ts';
import { client } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';

/**
 * Asks before a run may change something where it counts. Answers whether a person confirmed it for a production environment, false where
 * there is nothing to confirm, and undefined where the person thinks better of it.
 */
export async function confirmRun(id: EnvironmentId | null): Promise<boolean | undefined> {
  const environments = id === null ? [] : await client.environments.list();
  const environment = environments.find((one) => one.id === id);
  if (environment?.isProduction !== true) return false;
  const yes = await confirm({
    title: 'Run against production?',
    body: `The environment ${environment.name} is production. Requests of the run may change something there, and are not asked about one by one.`,
    action: 'Run',
  });
  return yes ? true : undefined;
}
