import { Button, Group, List, Modal, type ModalProps, Stack, Text } from '@mantine/core';
import { createContext, Fragment, type ReactNode, useEffect, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { sharedValue } from '../sharedValue.ts';

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

/** What goes is named up to so many, then counted. */
const mostNamed = 12;

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
            {lost.slice(0, mostNamed).map((name) => (
              <List.Item key={name}>{name}</List.Item>
            ))}
            {lost.length > mostNamed && (
              <List.Item>and {(lost.length - mostNamed).toLocaleString('en')} more</List.Item>
            )}
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

const stack = sharedValue<readonly string[]>([]);
const hosted = sharedValue<readonly { id: string; content: ReactNode }[]>([]);

/** Puts a dialog on the screen from where no component could hold it, for example a menu that closes. The answer closes it. */
export function openDialog(content: (close: () => void) => ReactNode): () => void {
  const id = crypto.randomUUID();
  const close = () => hosted.set(hosted.get().filter((one) => one.id !== id));
  hosted.set([...hosted.get(), { id, content: content(close) }]);
  return close;
}

/** What `openDialog` has put up. */
const useHostedDialogs = hosted.use;

/** Whether any dialog is open; what stands below one keeps its hands off the Escape key. */
export function useAnyDialog(): boolean {
  return stack.use().length > 0;
}

/** The place of a dialog among those that are open: its height, and whether it is the one that has the keyboard. */
function useDialogPlace(): { height: number; top: boolean } {
  const id = useId();
  const open = stack.use();
  useLayoutEffect(() => {
    stack.set([...stack.get(), id]);
    return () => stack.set(stack.get().filter((one) => one !== id));
  }, [id]);
  const height = open.indexOf(id);
  return { height: Math.max(height, 0), top: height === open.length - 1 };
}

/** Gives the focus back to where it was when the dialog goes away, unless something else took it. */
function useFocusReturn(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
}

interface DialogControl {
  /** Says whether something typed would be lost; the answer ends the watch. */
  watch(isUnsaved: () => boolean): () => void;
}

/** The dialog that a piece stands in; null on a page. */
export const DialogContext = createContext<DialogControl | null>(null);
