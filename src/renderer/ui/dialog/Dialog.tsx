import { Button, Group, List, Modal, type ModalProps, Stack, Text } from '@mantine/core';
import {
  createContext,
  Fragment,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
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
  const { control, close } = useCarefulClose(onClose);
  const home = useFirstFocus();
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
      <DialogContext value={control}>
        <div>
          <span ref={home} data-autofocus tabIndex={-1} style={{ outline: 'none' }} />
          {children}
        </div>
      </DialogContext>
    </Modal>
  );
}

/** For what forms are in: a `close` that asks first where one of them holds something typed. */
export function useCarefulClose(onClose: () => void): { control: DialogControl; close: () => void } {
  const forms = useRef(new Set<() => boolean>());
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });
  const gone = useRef<AbortController>(null);
  useEffect(() => {
    gone.current = new AbortController();
    return () => gone.current?.abort();
  }, []);
  return useMemo(() => {
    const close = () => {
      if (![...forms.current].some((isUnsaved) => isUnsaved())) return latest.current();
      const question = { title: 'Close without saving?', body: 'What you typed will be lost.', action: 'Discard' };
      // What was being saved may end the dialog before the answer.
      void confirm(question, gone.current?.signal).then((yes) => yes && latest.current());
    };
    const watch: DialogControl['watch'] = (isUnsaved) => {
      forms.current.add(isUnsaved);
      return () => void forms.current.delete(isUnsaved);
    };
    return { control: { watch, close }, close };
  }, []);
}

/** Lets the dialog that it is in ask before it closes while something typed would be lost. `Form` does this by itself. */
export function useUnsaved(isUnsaved: () => boolean): void {
  const dialog = use(DialogContext);
  const latest = useEffectEvent(isUnsaved);
  useEffect(() => dialog?.watch(() => latest()), [dialog]);
}

/** The dialogs that were put up by `openDialog`, which go with it. It stands once, inside of the router. */
export function DialogHost() {
  useEffect(() => () => hosted.set([]), []);
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

/**
 * Asks before something that cannot be undone; resolves to false when the person thinks better of it, or `gone` says that there is
 * nothing to ask any more.
 */
export function confirm(options: ConfirmOptions, gone?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    openDialog((close) => {
      const answer = (yes: boolean) => {
        close();
        resolve(yes);
      };
      gone?.addEventListener('abort', () => answer(false), { once: true });
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

/** Whether any dialog is open; what is below one keeps its hands off the Escape key. */
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

const fields = 'input:not([type=hidden], [type=file]), select, textarea, [contenteditable=true]';
const canTake = (element: HTMLElement) => element.checkVisibility() && !element.matches(':disabled');

/** Where a person begins: what is marked, or the first field in it; else the first field (of radio buttons the chosen one). */
function firstOf(root: HTMLElement, home: HTMLElement): HTMLElement | undefined {
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)].filter(canTake);
  const marked = all('[data-autofocus]').find((element) => element !== home);
  if (marked !== undefined) return [...marked.querySelectorAll<HTMLElement>(fields)].find(canTake) ?? marked;
  const [first] = all(fields);
  if (first instanceof HTMLInputElement && first.type === 'radio')
    return all(`input[name="${CSS.escape(first.name)}"]:checked`)[0] ?? first;
  return first;
}

/**
 * The keyboard begins at `home`, which hands it to the first field as soon as there is one: what a dialog loads comes later. When a
 * dialog above has gone, it goes back to where it was.
 */
function useFirstFocus() {
  const last = useRef<HTMLElement | null>(null);
  /** Its content is drawn later than the dialog itself. */
  const home = useCallback((span: HTMLSpanElement) => {
    const root = span.parentElement ?? span;
    /** A button that has the focus as long as there is no field. */
    let stand: HTMLElement | null = null;
    const give = () => {
      if (last.current?.isConnected && canTake(last.current)) return last.current.focus();
      const first = firstOf(root, span);
      if (first !== undefined) return first.focus();
      stand = root.querySelector('button') ?? root.closest('[role=dialog]')?.querySelector('button') ?? null;
      stand?.focus();
    };
    const onFocus = ({ target }: globalThis.FocusEvent) => {
      if (target === span) give();
      else if (target instanceof HTMLElement && target !== stand) last.current = target;
    };
    const watch = new MutationObserver(() => {
      const { activeElement } = document;
      if (activeElement === span || (activeElement !== null && activeElement === stand)) give();
    });
    watch.observe(root, { childList: true, subtree: true });
    root.addEventListener('focusin', onFocus);
    if (document.activeElement === span) give();
    return () => {
      watch.disconnect();
      root.removeEventListener('focusin', onFocus);
    };
  }, []);
  return home;
}

const kept = 16;
/** What had the focus, the newest last. Menu items and the palette go away before the dialog that they open; what had it before them stays. */
const visited: WeakRef<Element>[] = [];
function visit({ target }: globalThis.FocusEvent): void {
  if (!(target instanceof Element) || visited.at(-1)?.deref() === target) return;
  visited.push(new WeakRef(target));
  if (visited.length > kept) visited.shift();
}
// Pages are also read where there is no document.
if (typeof document !== 'undefined') document.addEventListener('focusin', visit);

/** Gives the focus back to what opened the dialog when it goes away, unless something else took it. */
export function useFocusReturn(): void {
  useEffect(() => {
    // Those that the dialog itself gets come after.
    const before = [...visited];
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (!lost) return;
      const places = before.map((place) => place.deref()).filter((place) => place instanceof HTMLElement);
      const place = places.findLast((element) => element.isConnected && canTake(element) && !isLeaving(element));
      (place ?? document.getElementById('content'))?.focus({ preventScroll: true });
    };
  }, []);
}

/** Part of a menu or list that is being closed. */
const isLeaving = (element: HTMLElement) => element.closest('[role=menu], [role=listbox]') !== null;

interface DialogControl {
  /** Says whether something typed would be lost; the answer ends the watch. */
  watch(isUnsaved: () => boolean): () => void;
  /** Closes it as Escape does: with a question where something typed would be lost. */
  close(): void;
}

/** The dialog that a piece is in; null on a page. */
export const DialogContext = createContext<DialogControl | null>(null);
