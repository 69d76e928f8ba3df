import { useMutation } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type Integration, integrationFields } from '#contract/integrations.ts';
import { orpc } from '#renderer/platform/client.ts';
import { readFault } from '#renderer/platform/readFault.ts';
import { type FormValues, toFields } from './formValues.ts';

/** What is wrong with one field; the place where it is a text of many lines. */
export interface FieldProblem {
  message: string;
  line?: number;
  column?: number;
}

export type FieldProblems = Partial<Record<string, FieldProblem>>;

export interface LogoChange {
  /** Base64 of the file; null goes back to the provider's logo. */
  data: string | null;
}

/** What every section of the form gets. */
export interface FormSection {
  values: FormValues;
  problems: FieldProblems;
  set: (changes: Partial<FormValues>) => void;
}

/** Values, problems and saving of the form. `existing` is changed; without it a new integration is made. */
export function useIntegrationForm(
  initial: FormValues,
  existing: Integration | undefined,
  onSaved: (integration: Integration) => void,
) {
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState<FieldProblems>({});
  const [logo, setLogo] = useState<LogoChange | null>(null);
  const quiet = { meta: { quiet: true } };
  const create = useMutation(orpc.integrations.create.mutationOptions(quiet));
  const update = useMutation(orpc.integrations.update.mutationOptions(quiet));
  const replaceLogo = useMutation(orpc.integrations.setLogo.mutationOptions(quiet));
  const save = useMutation({
    ...quiet,
    mutationFn: async () => {
      const fields = integrationFields.parse(toFields(values));
      const saved =
        existing === undefined
          ? await create.mutateAsync({ ...fields, ...credentialsOf(values) })
          : await update.mutateAsync({ id: existing.id, changes: fields });
      return logo === null ? saved : replaceLogo.mutateAsync({ id: saved.id, data: logo.data });
    },
    onSuccess: onSaved,
    onError: (error) => setProblems(problemOf(error)),
  });
  const set = useCallback((changes: Partial<FormValues>) => {
    setValues((before) => ({ ...before, ...changes }));
    setProblems((before) => without(before, Object.keys(changes)));
  }, []);
  const submit = () => {
    const found = checkFields(values);
    setProblems(found);
    if (Object.keys(found).length === 0) save.mutate();
  };
  return { values, problems, set, logo, setLogo, submit, save, changed: values !== initial || logo !== null };
}

function checkFields(values: FormValues): FieldProblems {
  const parsed = integrationFields.safeParse(toFields(values));
  const issues = parsed.success ? [] : parsed.error.issues;
  return Object.fromEntries(issues.toReversed().map(({ path, message }) => [path.join('.'), { message }]));
}

/** The field that main's fault is about, with its place. */
function problemOf(error: Error): FieldProblems {
  const { field, message, line, column } = readFault(error);
  if (field === undefined) return {};
  return { [field]: { message, ...(line !== undefined && { line }), ...(column !== undefined && { column }) } };
}

function credentialsOf({ username, secret }: FormValues) {
  if (secret === '') return {};
  return { credentials: { secret, ...(username !== '' && { username }) } };
}

function without(problems: FieldProblems, names: string[]): FieldProblems {
  return Object.fromEntries(Object.entries(problems).filter(([name]) => !names.includes(name)));
}
