export { DefinitionSummary } from './DefinitionSummary.tsx';
export { DefinitionTab } from './DefinitionTab.tsx';
export { ImportModal, type ImportModalProps } from './ImportModal.tsx';
export { OperationsTab } from './OperationsTab.tsx';
