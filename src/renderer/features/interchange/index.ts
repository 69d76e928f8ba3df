export { ExportCollectionDialog, type ExportCollectionDialogProps } from './ExportCollectionDialog.tsx';
export { ImportCollectionsDialog, type ImportCollectionsDialogProps } from './ImportCollectionsDialog.tsx';
