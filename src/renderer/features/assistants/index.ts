export { EditAssistantPage, NewAssistantPage } from './AssistantFormPages.tsx';
export { AssistantLayout } from './AssistantLayout.tsx';
export { AssistantsPage } from './AssistantsPage.tsx';
export { IntegrationsTab } from './IntegrationsTab.tsx';
export { OverviewTab } from './OverviewTab.tsx';
export { ToolsTab } from './ToolsTab.tsx';
