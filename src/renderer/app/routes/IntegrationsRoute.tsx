import { IntegrationsPage } from '#renderer/features/integrations/IntegrationsPage.tsx';

export function IntegrationsRoute() {
  return <IntegrationsPage />;
}
