import type { IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { ConnectionsDeps } from './deps.ts';
import { type Requirements, requirementsOfDefinition, requirementsOfManual } from './requirements.ts';
import { hostsOf } from './serverHosts.ts';
import { requireIntegration } from './target.ts';

type Deps = Pick<ConnectionsDeps, 'definitions'>;

/** What an integration asks for, and the hosts that a new connection's secret is bound to unless a person says otherwise. */
export interface IntegrationRequirements extends Requirements {
  readonly hosts: string[];
}

/** What an integration asks for: its definition decides where it has one, else what was set by hand. */
export function readRequirements(
  { definitions }: Deps,
  r: Reader,
  actor: Actor,
  id: IntegrationId,
): IntegrationRequirements {
  const { manualAuth, baseUrl } = requireIntegration(r, actor, id);
  const found = definitions.reportOf(r, actor, id);
  if (found === null) return { ...requirementsOfManual(manualAuth), hosts: hostsOf(baseUrl, null) };
  const { report, sourceUrl } = found;
  return { ...requirementsOfDefinition(report), hosts: hostsOf(baseUrl, { servers: report.servers, sourceUrl }) };
}

export function requirements(
  deps: Deps & Pick<ConnectionsDeps, 'store'>,
  actor: Actor,
  input: { integrationId: IntegrationId },
): IntegrationRequirements {
  return readRequirements(deps, deps.store.read, actor, input.integrationId);
}
