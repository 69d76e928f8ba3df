export { DefinitionSummary } from './DefinitionSummary.tsx';
export { DefinitionTab } from './DefinitionTab.tsx';
export { ImportModal } from './ImportModal.tsx';
export { OperationsTab } from './OperationsTab.tsx';
