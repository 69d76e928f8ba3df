import { Checkbox, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useActiveEnvironment } from '#renderer/entities/environment/environments.ts';
import type { RunSubject } from '#renderer/session/AppActions.tsx';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault } from '#renderer/ui/form/index.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { DataField } from './DataField.tsx';
import { type RunForm, useRunForm } from './runForm.ts';
import { VariableRows } from './VariableRows.tsx';

export interface StartRunDialogProps {
  subject: RunSubject;
  onClose: () => void;
}

/** Asks how requests are to be run, and leads to the run. */
export function StartRunDialog({ subject, onClose }: StartRunDialogProps) {
  const form = useRunForm(subject, onClose);
  return (
    <Dialog title={`Run ${subject.name}`} onClose={onClose} size={560} closeOnClickOutside={false}>
      <Form form={form}>
        <Stack gap="md">
          {lacksValues(subject) ? (
            <Notice role="status" title="Some of it was not kept">
              The data file and values that were given by hand are not kept with a run. Give them again.
            </Notice>
          ) : null}
          <EnvironmentField form={form} />
          <DataField form={form} />
          <Numbers form={form} />
          <Checkbox
            label="Stop at the first failure"
            checked={form.values.bail}
            onChange={(event) => form.set({ bail: event.currentTarget.checked })}
          />
          <VariableRows value={form.values.variables} onChange={(variables) => form.set({ variables })} />
          <FormFault form={form} title="Couldn’t start the run" />
          <FormActions form={form} action="Run" onCancel={onClose} />
        </Stack>
      </Form>
    </Dialog>
  );
}

const lacksValues = ({ options }: RunSubject): boolean =>
  options !== undefined && (options.data !== null || Object.keys(options.variables).length > 0);

const none = 'none';

function EnvironmentField({ form }: { form: RunForm }) {
  const { choices, active } = useActiveEnvironment();
  if (choices.length === 0) return null;
  const { environmentId } = form.values;
  const chosen = environmentId === 'active' ? active : choices.find(({ id }) => id === environmentId);
  return (
    <Select
      label="Environment"
      description={chosen?.isProduction === true ? 'It is production: you are asked before the run begins.' : undefined}
      data={[{ value: none, label: 'No environment' }, ...choices.map(({ id, name }) => ({ value: id, label: name }))]}
      value={chosen?.id ?? none}
      onChange={(next) => form.set({ environmentId: choices.find(({ id }) => id === next)?.id ?? null })}
      allowDeselect={false}
    />
  );
}

const asNumber = (value: number | string): number | '' => (typeof value === 'number' ? value : '');

function Numbers({ form }: { form: RunForm }) {
  const { values, errorOf } = form;
  return (
    <Stack gap={4}>
      <Group grow align="flex-start">
        <NumberInput
          label="Iterations"
          placeholder={values.data === null ? '1' : 'One a row'}
          min={1}
          max={100_000}
          allowDecimal={false}
          value={values.iterations}
          onChange={(value) => form.set({ iterations: asNumber(value) })}
          error={errorOf('iterations')}
        />
        <NumberInput
          label="Delay"
          suffix=" ms"
          min={0}
          max={600_000}
          allowDecimal={false}
          value={values.delayMs}
          onChange={(value) => form.set({ delayMs: asNumber(value) })}
          error={errorOf('delayMs')}
        />
        <NumberInput
          label="At once"
          min={1}
          max={20}
          allowDecimal={false}
          value={values.concurrency}
          onChange={(value) => form.set({ concurrency: asNumber(value) })}
          error={errorOf('concurrency')}
        />
      </Group>
      {Number(values.concurrency) > 1 ? (
        <Text size="xs" c="dimmed" role="status">
          Requests are sent at the same time, so that what scripts say about their order does not count.
        </Text>
      ) : null}
    </Stack>
  );
}
