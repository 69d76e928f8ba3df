import { schemaResolver, type UseFormReturnType, useForm as useMantineForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { type ReadFault, readFault } from '../readFault.ts';

export interface FormOptions<Values extends object, Input, Result> {
  initialValues: Values;
  /** What the form must become; each issue stands at the field of the same path. Use the contract's own schema. */
  schema: z.ZodType<Input>;
  /** Makes from what is typed what the schema takes; left out where they are the same. */
  toInput?: (values: Values) => unknown;
  save: (input: Input, values: Values) => Promise<Result>;
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
  /** The field of the form that the fault stands at, if any. */
  faultField: string | undefined;
  result: Result | undefined;
  /** Something was typed that is not saved. */
  isUnsaved: () => boolean;
  /** Counts refused tries; the form then moves the focus to the first wrong field. */
  refused: number;
  reset: () => void;
}

/** State, checks and saving of a form. Draw it with `<Form form={…}>`. */
export function useForm<Values extends object, Input, Result>(
  options: FormOptions<Values, Input, Result>,
): SaveForm<Values, Result> {
  const { schema, toInput = (values: Values): unknown => values, save, onSaved, fieldOf = named } = options;
  const [refused, setRefused] = useState(0);
  const fields = useMantineForm<Values>({
    initialValues: options.initialValues,
    validate: (values) => schemaResolver(schema, { sync: true })(toInput(values)),
    validateInputOnChange: options.live === true,
  });
  const refuse = () => setRefused((before) => before + 1);
  const placeOf = (fault: ReadFault) => {
    const field = fieldOf(fault);
    return field !== undefined && Object.hasOwn(fields.values, rootOf(field)) ? field : undefined;
  };
  const saving = useMutation<Result, Error, Values>({
    meta: { quiet: true },
    mutationFn: (values) => save(schema.parse(toInput(values)), values),
    onSuccess: () => fields.resetDirty(),
    onError: (error) => {
      const fault = readFault(error);
      const field = placeOf(fault);
      if (field !== undefined) fields.setFieldError(field, fault.message);
      refuse();
    },
  });
  const saved = useSavedCallback(onSaved);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    // A dialog's form stands, for React, within the form of the page below it.
    event?.stopPropagation();
    const checked = fields.validate();
    if (checked instanceof Promise || checked.hasErrors) return refuse();
    saving.mutateAsync(fields.getValues()).then(saved, () => undefined);
  };
  const fault = saving.error === null ? null : readFault(saving.error);
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
    error: saving.error,
    fault,
    faultField: fault === null ? undefined : placeOf(fault),
    result: saving.data,
    isUnsaved: () => fields.isDirty(),
    refused,
    reset: () => {
      fields.reset();
      saving.reset();
    },
  };
}

const named = (fault: ReadFault) => fault.field;
const rootOf = (path: string) => path.split('.', 1)[0] ?? path;

/** The latest callback; a form may be gone when its saving ends, and is told all the same. */
function useSavedCallback<Result>(onSaved: ((result: Result) => void) | undefined): (result: Result) => void {
  const latest = useRef(onSaved);
  useEffect(() => {
    latest.current = onSaved;
  });
  return (result) => latest.current?.(result);
}
