export { ActivityPage, IntegrationActivity } from './ActivityPage.tsx';
