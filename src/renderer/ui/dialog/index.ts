export {
  type ConfirmOptions,
  confirm,
  Dialog,
  DialogContext,
  DialogHost,
  type DialogProps,
  openDialog,
  useAnyDialog,
} from './Dialog.tsx';
