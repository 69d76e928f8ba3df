import { useMutation } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type Assistant, type AssistantFields, assistantFields } from '#contract/assistants.ts';
import { orpc } from '#renderer/platform/client.ts';
import { readFault } from '#renderer/ui/readFault.ts';

type FieldProblems = Partial<Record<string, string>>;

export const emptyAssistant: AssistantFields = {
  name: '',
  description: '',
  instructions: '',
  providerIntegrationId: null,
  model: null,
  visibility: 'private',
};

/** What every field of the form gets. */
export interface FormSection {
  values: AssistantFields;
  problems: FieldProblems;
  set: (changes: Partial<AssistantFields>) => void;
}

/** Values, problems and saving of the form. `existing` is changed; without it a new assistant is made. */
export function useAssistantForm(
  initial: AssistantFields,
  existing: Assistant | undefined,
  onSaved: (assistant: Assistant) => void,
) {
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState<FieldProblems>({});
  const quiet = { meta: { quiet: true } };
  const create = useMutation(orpc.assistants.create.mutationOptions(quiet));
  const update = useMutation(orpc.assistants.update.mutationOptions(quiet));
  const save = useMutation({
    ...quiet,
    mutationFn: (fields: AssistantFields) =>
      existing === undefined ? create.mutateAsync(fields) : update.mutateAsync({ id: existing.id, changes: fields }),
    onSuccess: onSaved,
    onError: (error) => setProblems(problemOf(error)),
  });
  const set = useCallback((changes: Partial<AssistantFields>) => {
    setValues((before) => ({ ...before, ...changes }));
    setProblems((before) => without(before, Object.keys(changes)));
  }, []);
  const submit = () => {
    const parsed = assistantFields.safeParse(values);
    if (parsed.success) save.mutate(parsed.data);
    else setProblems(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), message])));
  };
  return { values, problems, set, submit, save, changed: values !== initial };
}

/** The field that main's fault is about; a name that is taken is always about the name. */
function problemOf(error: Error): FieldProblems {
  const { code, field, message } = readFault(error);
  if (field !== undefined) return { [field]: message };
  return code === 'NAME_TAKEN' ? { name: message } : {};
}

function without(problems: FieldProblems, names: string[]): FieldProblems {
  return Object.fromEntries(Object.entries(problems).filter(([name]) => !names.includes(name)));
}
