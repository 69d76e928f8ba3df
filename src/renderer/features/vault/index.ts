export { VaultDialog } from './VaultDialog.tsx';
export { VaultPanel } from './VaultPanel.tsx';
