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
  useFocusReturn,
  useUnsaved,
} from './Dialog.tsx';
