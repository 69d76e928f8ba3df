export {
  type ConfirmOptions,
  confirm,
  Dialog,
  DialogContext,
  DialogHost,
  type DialogProps,
  openDialog,
  useAnyDialog,
  useCarefulClose,
  useUnsaved,
} from './Dialog.tsx';
