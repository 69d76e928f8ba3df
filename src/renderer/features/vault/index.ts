export { VaultModal } from './VaultModal.tsx';
export { VaultPanel } from './VaultPanel.tsx';
