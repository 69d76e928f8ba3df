export { type ConfirmOptions, confirm, Dialog, DialogHost, type DialogProps } from './Dialog.tsx';
export { DialogContext, openDialog, useAnyDialog } from './dialogStack.ts';
