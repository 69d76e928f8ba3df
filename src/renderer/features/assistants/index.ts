export { AssistantLayout } from './AssistantLayout.tsx';
export { AssistantsPage } from './AssistantsPage.tsx';
export { EditAssistantPage } from './EditAssistantPage.tsx';
export { IntegrationsTab } from './IntegrationsTab.tsx';
export { NewAssistantPage } from './NewAssistantPage.tsx';
export { OverviewTab } from './OverviewTab.tsx';
export { ToolsTab } from './ToolsTab.tsx';
