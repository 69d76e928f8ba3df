import { Button, Group, List, Modal, type ModalProps, Stack, Text } from '@mantine/core';
import { Fragment, type ReactNode, useMemo, useRef } from 'react';
import {
  DialogContext,
  type DialogControl,
  openDialog,
  useDialogPlace,
  useFocusReturn,
  useHostedDialogs,
} from './dialogStack.ts';

const lowest = 200;

export interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  size?: ModalProps['size'];
  /** False where a click beside it would throw away long work. */
  closeOnClickOutside?: boolean;
}

/**
 * The one way to make a dialog: mount it while it is open. A page holds it in its state; what goes away itself, such as
 * a menu, mounts it with `openDialog((close) => <Dialog …/>)`. Escape closes the uppermost one only, and asks first
 * where a form in it holds something typed.
 */
export function Dialog({ title, onClose, children, size = 'md', closeOnClickOutside = true }: DialogProps) {
  const { height, top } = useDialogPlace();
  useFocusReturn();
  const { control, isUnsaved } = useWatchedForms();
  const close = () => {
    if (!isUnsaved()) return onClose();
    const question = { title: 'Close without saving?', body: 'What you typed will be lost.', action: 'Discard' };
    void confirm(question).then((yes) => yes && onClose());
  };
  return (
    <Modal
      opened
      centered
      radius="md"
      title={title}
      size={size}
      zIndex={lowest + height}
      onClose={close}
      closeOnEscape={top}
      trapFocus={top}
      returnFocus={false}
      closeOnClickOutside={closeOnClickOutside}
    >
      <DialogContext value={control}>{children}</DialogContext>
    </Modal>
  );
}

function useWatchedForms(): { control: DialogControl; isUnsaved: () => boolean } {
  const forms = useRef(new Set<() => boolean>());
  const control = useMemo<DialogControl>(
    () => ({
      watch: (isUnsaved) => {
        forms.current.add(isUnsaved);
        return () => void forms.current.delete(isUnsaved);
      },
    }),
    [],
  );
  return { control, isUnsaved: () => [...forms.current].some((form) => form()) };
}

/** The dialogs that were put up by `openDialog`. It stands once, inside of the router. */
export function DialogHost() {
  return useHostedDialogs().map(({ id, content }) => <Fragment key={id}>{content}</Fragment>);
}

export interface ConfirmOptions {
  /** A question with a verb, for example "Delete 3 integrations?". */
  title: string;
  body?: ReactNode;
  /** What will be gone, by name. */
  lost?: readonly string[];
  /** The verb on the button. */
  action: string;
  destructive?: boolean;
}

/** Asks before something that cannot be undone; resolves to false when the person thinks better of it. */
export function confirm(options: ConfirmOptions): Promise<boolean> {
  return new Promise((resolve) => {
    openDialog((close) => {
      const answer = (yes: boolean) => {
        close();
        resolve(yes);
      };
      return <Confirm {...options} onAnswer={answer} />;
    });
  });
}

function Confirm({
  title,
  body,
  lost = [],
  action,
  destructive = true,
  onAnswer,
}: ConfirmOptions & { onAnswer(yes: boolean): void }) {
  return (
    <Dialog title={title} onClose={() => onAnswer(false)}>
      <Stack gap="sm">
        {body !== undefined && <Text size="sm">{body}</Text>}
        {lost.length > 0 && (
          <List size="sm" aria-label="What will be lost">
            {lost.map((name) => (
              <List.Item key={name}>{name}</List.Item>
            ))}
          </List>
        )}
      </Stack>
      <Group justify="flex-end" mt="md">
        <Button variant="default" data-autofocus={destructive || undefined} onClick={() => onAnswer(false)}>
          Cancel
        </Button>
        <Button
          color={destructive ? 'red' : 'indigo'}
          data-autofocus={!destructive || undefined}
          onClick={() => onAnswer(true)}
        >
          {action}
        </Button>
      </Group>
    </Dialog>
  );
}
