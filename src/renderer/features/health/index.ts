export { IntegrationHealth } from './IntegrationHealth.tsx';
