export { OverviewTab } from './detail/OverviewTab.tsx';
export { EditIntegrationPage } from './EditIntegrationPage.tsx';
export { IntegrationLayout, useShownIntegration } from './IntegrationLayout.tsx';
export { IntegrationsPage } from './IntegrationsPage.tsx';
export { NewIntegrationPage } from './NewIntegrationPage.tsx';
