import { ActionIcon, Checkbox, Select, TextInput } from '@mantine/core';
import { IconGripVertical, IconTrash } from '@tabler/icons-react';
import { type ClipboardEvent, type FocusEvent, useEffect, useRef, useState } from 'react';
import type { VariableId } from '#contract/common.ts';
import { type Variable, variableKind, variableName } from '#contract/environments.ts';
import { type ReadFault, readFault } from '#renderer/ui/readFault.ts';
import classes from './environments.module.css';
import { type PastedVariable, pastedVariables } from './pastedVariables.ts';
import type { useReorder } from './useReorder.ts';
import { blankFields, fieldsOf, type VariableFields } from './useVariables.ts';
import { ValueField } from './ValueField.tsx';

interface VariableRowProps {
  /** Null for one that is not saved yet. */
  variable: Variable | null;
  may: boolean;
  reorder: ReturnType<typeof useReorder<VariableId>> | null;
  onSave(fields: VariableFields): Promise<Variable>;
  onRemove(): void;
  onAllow?: () => void;
  onPaste(pasted: readonly PastedVariable[]): void;
}

const kinds = [
  { value: 'plain', label: 'Plain' },
  { value: 'secret', label: 'Secret' },
  { value: 'process', label: 'From the environment of this computer' },
  { value: 'command', label: 'From a command' },
];

/** One variable, whose cells are fields. It is saved when the keyboard leaves it, or by Enter. */
export function VariableRow({ variable, may, reorder, onSave, onRemove, onAllow, onPaste }: VariableRowProps) {
  const edit = useEdit(variable, onSave);
  const { fields, set, save, fault } = edit;
  const shown = fields.name.trim() === '' ? 'the new variable' : fields.name;
  const leave = (event: FocusEvent<HTMLElement>) => {
    const { relatedTarget, currentTarget } = event;
    // A list that opens stands outside of the row.
    const stays = currentTarget.contains(relatedTarget) || relatedTarget?.closest('[role=listbox], [role=option]');
    if (!stays) save();
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = pastedVariables(event.clipboardData.getData('text/plain'));
    if (pasted === null) return;
    event.preventDefault();
    onPaste(pasted);
  };
  const name = useRef<HTMLInputElement>(null);
  const isNew = variable === null;
  useEffect(() => {
    if (isNew) name.current?.focus();
  }, [isNew]);
  const place = variable === null || reorder === null ? null : reorder;
  const faultAt = (field: string) => (fault?.field === field ? fault.message : undefined);
  return (
    <tr
      className={classes.entry}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement && !event.nativeEvent.isComposing) save();
      }}
      {...(place !== null && variable !== null && place.row(variable.id))}
    >
      <td>
        {place === null || variable === null ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes.grip}
            aria-label={`Move ${shown}`}
            title="Drag, or Alt with the arrow keys"
            {...place.handle(variable.id)}
          >
            <IconGripVertical size={14} />
          </ActionIcon>
        )}
      </td>
      <td>
        <Checkbox
          size="xs"
          aria-label={`Use ${shown}`}
          checked={fields.enabled}
          disabled={!may}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
      </td>
      <td>
        <TextInput
          ref={name}
          size="xs"
          aria-label="Name"
          placeholder="Name"
          value={fields.name}
          readOnly={!may}
          spellCheck={false}
          error={faultAt('name') ?? edit.nameProblem}
          onPaste={paste}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
      </td>
      <td>
        <Select
          size="xs"
          aria-label={`Kind of ${shown}`}
          data={kinds}
          value={fields.kind}
          readOnly={!may}
          allowDeselect={false}
          comboboxProps={{ width: 270, position: 'bottom-start' }}
          onChange={(kind) => set({ kind: variableKind.catch('plain').parse(kind) })}
        />
      </td>
      <td>
        <ValueField
          fields={fields}
          variable={variable}
          may={may}
          error={
            faultAt('value') ??
            faultAt('secret') ??
            (fault !== null && fault.field === undefined ? fault.message : undefined)
          }
          onChange={set}
          onAllow={onAllow}
        />
      </td>
      <td>
        <TextInput
          size="xs"
          aria-label={`Description of ${shown}`}
          value={fields.description}
          readOnly={!may}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
      </td>
      <td>
        {may ? (
          <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${shown}`} onClick={onRemove}>
            <IconTrash size={14} />
          </ActionIcon>
        ) : null}
      </td>
    </tr>
  );
}

interface RowEdit {
  readonly fields: VariableFields;
  readonly fault: ReadFault | null;
  readonly nameProblem: string | undefined;
  set(changes: Partial<VariableFields>): void;
  save(): void;
}

/** What is typed into a row until it is saved; what was changed elsewhere comes in where nothing was typed. */
function useEdit(variable: Variable | null, onSave: VariableRowProps['onSave']): RowEdit {
  const [typed, setTyped] = useState<Partial<VariableFields>>({});
  const [fault, setFault] = useState<ReadFault | null>(null);
  const [left, setLeft] = useState(false);
  const saving = useRef(false);
  const stored = variable === null ? blankFields : fieldsOf(variable);
  const fields = { ...stored, ...typed };
  const latest = useRef(fields);
  latest.current = fields;
  const isChanged = JSON.stringify(fields) !== JSON.stringify(stored);
  const nameProblem = variableName.safeParse(fields.name).error?.issues[0]?.message;
  const save = async () => {
    setLeft(true);
    if (!isChanged || saving.current || nameProblem !== undefined) return;
    // A secret that has no value yet waits for one.
    if (fields.kind === 'secret' && fields.secret === '' && variable?.kind !== 'secret') return;
    saving.current = true;
    try {
      await onSave(fields);
      setFault(null);
      // What was typed while it was saved stays.
      setTyped((now) =>
        Object.fromEntries(Object.entries(now).filter(([key, value]) => fields[key as keyof VariableFields] !== value)),
      );
    } catch (error) {
      setFault(readFault(error));
    } finally {
      saving.current = false;
    }
  };
  return {
    fields,
    fault,
    nameProblem: left && isChanged ? nameProblem : undefined,
    set: (changes) => {
      setTyped((now) => ({ ...now, ...changes }));
      setFault(null);
    },
    save: () => void save(),
  };
}
