export { ConnectionsPage } from './ConnectionsPage.tsx';
export { ConnectModal, type ConnectModalProps } from './connect/ConnectModal.tsx';
export { IntegrationConnections } from './IntegrationConnections.tsx';
