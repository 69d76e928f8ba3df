export { ActivityPage } from './ActivityPage.tsx';
export { IntegrationActivity } from './IntegrationActivity.tsx';
