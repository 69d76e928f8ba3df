import { Button, Group, type GroupProps, Text } from '@mantine/core';
import { type ReactNode, use, useEffect, useEffectEvent, useRef } from 'react';
import { type Location, useBlocker, useNavigate } from 'react-router';
import { confirm, DialogContext, useUnsaved } from '../dialog/index.ts';
import { ErrorNotice } from '../ErrorNotice.tsx';
import classes from './form.module.css';
import { MeanwhileNotice } from './MeanwhileNotice.tsx';
import type { SaveForm } from './useForm.ts';

interface FormProps<Values extends object, Result> {
  form: SaveForm<Values, Result>;
  /** Names the form where its page has more than one thing. */
  label?: string;
  /** On a page: asks before the page is left with something typed. A dialog always asks. */
  guard?: boolean;
  children: ReactNode;
}

/**
 * The one way to make a form:
 *
 *   const form = useForm({ initialValues, schema: assistantFields, save: (input) => client.assistants.create(input), onSaved });
 *   <Form form={form}>
 *     <TextInput label="Name" required {...form.fields.getInputProps('name')} />
 *     <FormFault form={form} />
 *     <FormActions form={form} action="Create" onCancel={onClose} />
 *   </Form>
 *
 * Checks are the contract's schema; a fault that names a field is at the field. After a refused try the focus goes
 * to the first wrong field. What is typed is not lost by Escape or by leaving the page without a question.
 */
export function Form<Values extends object, Result>({
  form,
  label,
  guard = false,
  children,
}: FormProps<Values, Result>) {
  const element = useRef<HTMLFormElement>(null);
  const { refused } = form;
  useEffect(() => {
    if (refused > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refused]);
  const inDialog = use(DialogContext) !== null;
  return (
    <form ref={element} onSubmit={form.submit} noValidate aria-label={label}>
      {inDialog ? <DialogGuard isUnsaved={form.isUnsaved} /> : null}
      {guard && !inDialog ? <PageGuard form={form} /> : null}
      {children}
    </form>
  );
}

function DialogGuard({ isUnsaved }: { isUnsaved: () => boolean }) {
  useUnsaved(isUnsaved);
  return null;
}

type Guarded = Pick<SaveForm<object, unknown>, 'isUnsaved' | 'isSaving' | 'pending'>;

/** Asks before what was typed is lost by going to another page. Who goes on while it is saved goes there once it is. */
function PageGuard({ form }: { form: Guarded }) {
  const { pending } = form;
  const navigate = useNavigate();
  const wanted = useRef<Location>(null);
  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    const blocks = currentLocation.pathname !== nextLocation.pathname && form.isUnsaved();
    if (blocks) wanted.current = form.isSaving() ? nextLocation : null;
    return blocks;
  });
  const now = useEffectEvent(() => ({ saving: form.isSaving(), unsaved: form.isUnsaved() }));
  useEffect(() => {
    if (blocker.state !== 'blocked' || pending || now().saving) return;
    wanted.current = null;
    // Not by `proceed`: what was saved may lead to its own page already, which ends the blocking.
    if (!now().unsaved) return void navigate(blocker.location);
    const question = { title: 'Leave without saving?', body: 'What you typed will be lost.', action: 'Leave' };
    void confirm(question).then((yes) => (yes ? blocker.proceed() : blocker.reset()));
  }, [blocker, pending, navigate]);
  // What was saved leads to its own page, and takes the form away.
  useEffect(
    () => () => {
      if (wanted.current !== null) void navigate(wanted.current);
    },
    [navigate],
  );
  return null;
}

interface FormFaultProps<Values extends object, Result> {
  form: SaveForm<Values, Result>;
  /** What did not work, for example "Couldn’t save the schedule". */
  title?: string;
}

/** What saving failed with, what was changed elsewhere in the meantime, or that some fields are wrong; it is also heard by those who do not see the fields. */
export function FormFault<Values extends object, Result>({ form, title }: FormFaultProps<Values, Result>) {
  return (
    <>
      <MeanwhileNotice form={form} />
      <Failure form={form} {...(title !== undefined && { title })} />
    </>
  );
}

function Failure<Values extends object, Result>({ form, title }: FormFaultProps<Values, Result>) {
  const { error, faultField, fields, refused } = form;
  const mended = faultField !== undefined && fields.errors[faultField] === undefined;
  if (error !== null) return mended ? null : <ErrorNotice error={error} {...(title !== undefined && { title })} />;
  if (refused === 0 || Object.keys(fields.errors).length === 0) return null;
  return (
    <Text role="alert" size="sm" c="var(--mantine-color-error)">
      Some fields need another look.
    </Text>
  );
}

interface FormActionsProps<Values extends object, Result> {
  form: SaveForm<Values, Result>;
  /** The verb on the button that saves. */
  action: string;
  color?: string;
  onCancel?: () => void;
  cancel?: string;
  /** Not yet to be saved, for example while a required field is empty. */
  disabled?: boolean;
  justify?: 'flex-start' | 'flex-end';
  /** Further buttons, after the one that saves. */
  children?: ReactNode;
}

/** The buttons at the end of a form. */
export function FormActions<Values extends object, Result>(props: FormActionsProps<Values, Result>) {
  const { form, action, color, onCancel, cancel = 'Cancel', disabled = false, justify = 'flex-end' } = props;
  return (
    <ActionRow justify={justify}>
      {onCancel === undefined ? null : (
        <Button variant="default" onClick={onCancel}>
          {cancel}
        </Button>
      )}
      <Button type="submit" {...(color !== undefined && { color })} loading={form.pending} disabled={disabled}>
        {action}
      </Button>
      {props.children}
    </ActionRow>
  );
}

/** The buttons that end a form. */
export function ActionRow(props: GroupProps) {
  return <Group justify="flex-end" {...props} className={classes.actions ?? ''} />;
}
