import { IntegrationActivity } from '#renderer/features/activity/index.ts';
import { IntegrationConnections } from '#renderer/features/connections/index.ts';
import { ContractTab } from '#renderer/features/contracts/index.ts';
import { DefinitionSummary, DefinitionTab, OperationsTab } from '#renderer/features/definitions/index.ts';
import { IntegrationHealth } from '#renderer/features/health/index.ts';
import { OverviewTab, useShownIntegration } from '#renderer/features/integrations/index.ts';

/** The tabs of an integration; their content comes from several features, which meet here. */
export function OverviewTabRoute() {
  return <OverviewTab definition={<DefinitionSummary integration={useShownIntegration()} />} />;
}

export function OperationsTabRoute() {
  return <OperationsTab integrationId={useShownIntegration().id} />;
}

export function ConnectionsTabRoute() {
  return <IntegrationConnections integrationId={useShownIntegration().id} />;
}

export function ContractTabRoute() {
  return <ContractTab integrationId={useShownIntegration().id} />;
}

export function HealthTabRoute() {
  return <IntegrationHealth integrationId={useShownIntegration().id} />;
}

export function ActivityTabRoute() {
  return <IntegrationActivity integrationId={useShownIntegration().id} />;
}

export function DefinitionTabRoute() {
  return <DefinitionTab integration={useShownIntegration()} />;
}
