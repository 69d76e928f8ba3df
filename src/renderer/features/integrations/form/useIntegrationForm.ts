import { useMutation } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type Integration, integrationFields } from '#contract/integrations.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import { type FormValues, type LogoChange, saveIntegration, toFields } from './formValues.ts';

/** What is wrong with one field; the place where it is a text of many lines. */
export interface FieldProblem {
  message: string;
  line?: number;
  column?: number;
}

export type FieldProblems = Partial<Record<string, FieldProblem>>;

/** What every section of the form gets. */
export interface FormSection {
  values: FormValues;
  problems: FieldProblems;
  set: (changes: Partial<FormValues>) => void;
}

/** Values, problems and saving of the form; `attempts` counts those that were refused. `existing` is changed; without it a new integration is made. */
export function useIntegrationForm(
  initial: FormValues,
  existing: Integration | undefined,
  onSaved: (integration: Integration) => void,
) {
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState<FieldProblems>({});
  const [logo, setPickedLogo] = useState<LogoChange | null>(null);
  const [attempts, setAttempts] = useState(0);
  const refuse = (found: FieldProblems) => {
    setProblems(found);
    setAttempts((before) => before + 1);
  };
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => saveIntegration(values, existing, logo),
    onSuccess: onSaved,
    onError: (error) => refuse(problemOf(error)),
  });
  const set = useCallback((changes: Partial<FormValues>) => {
    setValues((before) => ({ ...before, ...changes }));
    setProblems((before) => without(before, Object.keys(changes)));
  }, []);
  const setLogo = useCallback((change: LogoChange | null) => {
    setPickedLogo(change);
    setProblems((before) => without(before, ['data']));
  }, []);
  const submit = () => {
    const found = { ...checkFields(values), ...checkLogo(logo) };
    if (Object.keys(found).length > 0) return refuse(found);
    setProblems({});
    save.mutate();
  };
  return { values, problems, set, logo, setLogo, submit, save, attempts, changed: values !== initial || logo !== null };
}

function checkFields(values: FormValues): FieldProblems {
  const parsed = integrationFields.safeParse(toFields(values));
  const issues = parsed.success ? [] : parsed.error.issues;
  return Object.fromEntries(issues.toReversed().map(({ path, message }) => [path.join('.'), { message }]));
}

function checkLogo(logo: LogoChange | null): FieldProblems {
  return logo === null || logo.problem === null ? {} : { data: { message: logo.problem } };
}

/** The field that main's fault is about, with its place. */
function problemOf(error: Error): FieldProblems {
  const { field, message, line, column } = readFault(error);
  if (field === undefined) return {};
  return { [field]: { message, ...(line !== undefined && { line }), ...(column !== undefined && { column }) } };
}

function without(problems: FieldProblems, names: string[]): FieldProblems {
  return Object.fromEntries(Object.entries(problems).filter(([name]) => !names.includes(name)));
}
