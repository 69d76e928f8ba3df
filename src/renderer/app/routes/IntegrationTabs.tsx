import { DefinitionSummary } from '#renderer/features/definitions/DefinitionSummary.tsx';
import { DefinitionTab } from '#renderer/features/definitions/DefinitionTab.tsx';
import { OperationsTab } from '#renderer/features/definitions/OperationsTab.tsx';
import { OverviewTab } from '#renderer/features/integrations/detail/OverviewTab.tsx';
import { useShownIntegration } from '#renderer/features/integrations/IntegrationLayout.tsx';

/** The tabs of an integration whose content other features give. */
export function OverviewTabRoute() {
  return <OverviewTab definition={<DefinitionSummary integration={useShownIntegration()} />} />;
}

export function OperationsTabRoute() {
  return <OperationsTab integrationId={useShownIntegration().id} />;
}

export function DefinitionTabRoute() {
  return <DefinitionTab integration={useShownIntegration()} />;
}
