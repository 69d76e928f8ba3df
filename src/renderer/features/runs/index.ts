export { RunPage } from './RunPage.tsx';
export { RunsPage } from './RunsPage.tsx';
export { StartRunDialog, type StartRunDialogProps } from './StartRunDialog.tsx';
