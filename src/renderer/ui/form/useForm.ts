import { schemaResolver, type UseFormReturnType, useForm as useMantineForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { type Edit, editOf } from '#core/edit/edit.ts';
import { type ReadFault, readFault } from '../readFault.ts';
import { type MeanwhileState, useMeanwhile } from './useMeanwhile.ts';

/** What an editor sends, and the values that it began with or has seen since. */
export interface FormEdit<Values extends object, Input extends object> extends Edit<Input> {
  readonly base: Values;
}

export interface FormOptions<Values extends object, Input extends object, Result> {
  initialValues: Values;
  /**
   * What is now, for a form that changes something: give it again whenever it was read again. Fields that were not touched follow it;
   * for those that were, the person chooses. Save `edit.changes` with `edit.expected`, never all of it.
   */
  stored?: Values | undefined;
  /** Makes values of the form from fields as main names them; left out where they are the same. */
  fromStored?: (fields: Record<string, unknown>) => Partial<Values>;
  /** A value in words, where it does not speak for itself. */
  words?: (field: keyof Values & string, value: unknown) => string | undefined;
  /** What the form must become; each issue is at the field of the same path. Use the contract's own schema. */
  schema: z.ZodType<Input>;
  /** Makes from what is typed what the schema takes; left out where they are the same. */
  toInput?: (values: Values) => unknown;
  /** Calls `markSaved` where it has stored what was typed and goes on with something that may fail. */
  save: (input: Input, values: Values, edit: FormEdit<Values, Input>, markSaved: () => void) => Promise<Result>;
  onSaved?: (result: Result) => void;
  /** The field that a fault belongs to, where it is not the one that the fault names. */
  fieldOf?: (fault: ReadFault) => string | undefined;
  /** Shows issues while typing, not only after the first try. */
  live?: boolean;
}

export interface SaveForm<Values extends object, Result> {
  /** Values, `getInputProps`, `setFieldValue` and `errors` by Mantine. */
  fields: UseFormReturnType<Values>;
  values: Values;
  /** Changes some of the values; their messages go. */
  set: (changes: Partial<Values>) => void;
  /** The message at a field, also where it is about a part of it, such as one of several hosts. */
  errorOf: (field: keyof Values & string) => ReactNode;
  submit: (event?: FormEvent) => void;
  pending: boolean;
  /** What the last saving failed with. */
  error: Error | null;
  /** The same in the words of the screen, with its place in a text of many lines. */
  fault: ReadFault | null;
  /** The field of the form that the fault is at, if any. */
  faultField: string | undefined;
  result: Result | undefined;
  /** What was changed elsewhere while the form was open. */
  meanwhile: MeanwhileState<Values>;
  words: (field: keyof Values & string, value: unknown) => string | undefined;
  /** Something was typed that is not saved. */
  isUnsaved: () => boolean;
  /** As `pending`, from the press of the button on. */
  isSaving: () => boolean;
  /** Counts refused tries; the form then moves the focus to the first wrong field. */
  refused: number;
  reset: () => void;
}

/** State, checks and saving of a form. Draw it with `<Form form={…}>`. */
export function useForm<Values extends object, Input extends object, Result>(
  options: FormOptions<Values, Input, Result>,
): SaveForm<Values, Result> {
  const { schema, toInput = (values: Values): unknown => values, save, onSaved, fieldOf = named } = options;
  const [refused, setRefused] = useState(0);
  const fields = useMantineForm<Values>({
    initialValues: options.initialValues,
    validate: (values) => schemaResolver(schema, { sync: true })(toInput(values)),
    validateInputOnChange: options.live === true,
  });
  const meanwhile = useMeanwhile(fields, options.initialValues, options.stored);
  const refuse = () => setRefused((before) => before + 1);
  const placeOf = (fault: ReadFault) => {
    const field = fieldOf(fault);
    return field !== undefined && Object.hasOwn(fields.values, rootOf(field)) ? field : undefined;
  };
  /** What is now in fields of the form, by what main says. */
  const standing = (fault: ReadFault): Partial<Values> => {
    const entries = (fault.meanwhile ?? []).map(({ field, now }) => [fieldOf({ ...fault, field }) ?? field, now]);
    const said: Record<string, unknown> = Object.fromEntries(entries);
    const now = Object.entries(options.fromStored?.(said) ?? said);
    return Object.fromEntries(now.filter(([name]) => Object.hasOwn(fields.values, name))) as Partial<Values>;
  };
  /** It is shown as a choice, and no longer as a fault. */
  const isMet = (fault: ReadFault) => Object.keys(standing(fault)).length > 0;
  const isMarked = useRef(false);
  const saving = useMutation<Result, Error, Values>({
    meta: { quiet: true },
    // What was typed may be a secret: it is not kept once the form has gone.
    gcTime: 0,
    mutationFn: (values) => {
      const base = meanwhile.base();
      const input = schema.parse(toInput(values));
      const before = schema.safeParse(toInput(base));
      // What stands may be from before a rule came; it is compared as it is then.
      const edit = { base, ...editOf(before.success ? before.data : (toInput(base) as Input), input) };
      isMarked.current = false;
      return save(input, values, edit, () => {
        isMarked.current = true;
        meanwhile.saved(values);
      });
    },
    onSuccess: (_saved, values) => {
      if (!isMarked.current) meanwhile.saved(values);
    },
    onError: (error) => {
      const fault = readFault(error);
      if (isMet(fault)) return meanwhile.meet(standing(fault));
      const field = placeOf(fault);
      if (field !== undefined) fields.setFieldError(field, fault.message);
      refuse();
    },
  });
  const saved = useSavedCallback(onSaved);
  const isSaving = useRef(false);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    // A dialog's form stands, for React, within the form of the page below it.
    event?.stopPropagation();
    const checked = fields.validate();
    if (checked instanceof Promise || checked.hasErrors) return refuse();
    isSaving.current = true;
    const ended = () => {
      isSaving.current = false;
    };
    const values = fields.getValues();
    saving
      .mutateAsync(values)
      .finally(ended)
      .then(saved, () => undefined);
  };
  const failure = saving.error === null ? null : readFault(saving.error);
  const fault = failure === null || isMet(failure) ? null : failure;
  return {
    fields,
    values: fields.values,
    set: (changes) => {
      const others = Object.entries(fields.errors).filter(([field]) => !Object.hasOwn(changes, rootOf(field)));
      fields.setValues(changes);
      fields.setErrors(Object.fromEntries(others));
      if (options.live === true) fields.validate();
    },
    errorOf: (field) => Object.entries(fields.errors).find(([path]) => rootOf(path) === field)?.[1],
    submit,
    pending: saving.isPending,
    error: fault === null ? null : saving.error,
    fault,
    faultField: fault === null ? undefined : placeOf(fault),
    result: saving.data,
    meanwhile,
    words: options.words ?? (() => undefined),
    isUnsaved: () => fields.isDirty(),
    isSaving: () => isSaving.current,
    refused,
    reset: () => {
      fields.reset();
      saving.reset();
    },
  };
}

const named = (fault: ReadFault) => fault.field;
const rootOf = (path: string) => path.split('.', 1)[0] ?? path;

/** The latest callback; a form may be gone when its saving ends, and is told anyway. */
function useSavedCallback<Result>(onSaved: ((result: Result) => void) | undefined): (result: Result) => void {
  const latest = useRef(onSaved);
  useEffect(() => {
    latest.current = onSaved;
  });
  return (result) => latest.current?.(result);
}
