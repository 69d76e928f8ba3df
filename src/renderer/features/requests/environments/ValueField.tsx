import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import type { Variable } from '#contract/environments.ts';
import { readShell } from '#core/curl/shellWords.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ActionRow } from '#renderer/ui/form/index.ts';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';
import type { VariableFields } from './useVariables.ts';

interface ValueFieldProps {
  fields: VariableFields;
  variable: Variable | null;
  may: boolean;
  error: string | undefined;
  onChange(changes: Partial<VariableFields>): void;
  onAllow: (() => void) | undefined;
}

/** The value of a variable, as its kind is written. A secret is only ever written: it is shown by its last characters at most. */
export function ValueField({ fields, variable, may, error, onChange, onAllow }: ValueFieldProps) {
  const label = `Value of ${fields.name.trim() === '' ? 'the new variable' : fields.name}`;
  if (fields.kind === 'secret')
    return (
      <PasswordField
        size="xs"
        aria-label={label}
        placeholder={variable?.secretHint ?? (variable?.kind === 'secret' ? '••••' : 'Enter the secret')}
        value={fields.secret}
        readOnly={!may}
        autoComplete="off"
        error={error}
        onChange={(event) => onChange({ secret: event.currentTarget.value })}
      />
    );
  const saved = variable !== null && variable.kind === 'command' && variable.value === fields.value;
  return (
    <Stack gap={4}>
      <TextInput
        size="xs"
        aria-label={label}
        placeholder={placeholders[fields.kind]}
        value={fields.value}
        readOnly={!may}
        spellCheck={false}
        error={error}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
      />
      {fields.kind === 'command' && saved && onAllow !== undefined && variable.value !== '' ? (
        <Permission variable={variable} may={may} onAllow={onAllow} />
      ) : null}
    </Stack>
  );
}

const placeholders = {
  plain: 'Value',
  process: 'Name of an environment variable, such as API_TOKEN',
  command: 'Command, such as op read op://vault/item/password',
};

interface PermissionProps {
  variable: Variable;
  may: boolean;
  onAllow(): void;
}

function Permission({ variable, may, onAllow }: PermissionProps) {
  if (variable.allowed)
    return (
      <Text size="xs" c="dimmed">
        Allowed on this computer.
      </Text>
    );
  return (
    <Group gap={6}>
      <Text size="xs">Not allowed on this computer yet.</Text>
      {may ? (
        <Button size="compact-xs" variant="default" onClick={() => openAllow(variable, onAllow)}>
          Allow…
        </Button>
      ) : null}
    </Group>
  );
}

/** Shows the program and each of its arguments as they will be run, and asks. */
function openAllow(variable: Variable, onAllow: () => void): void {
  const { words } = readShell(variable.value);
  openDialog((close) => (
    <Dialog title={`Allow the command of ${variable.name}?`} onClose={close}>
      <Stack gap="sm">
        <Text size="sm">
          Whenever a request needs {variable.name}, Patchbay runs this program on this computer, without a shell, and
          takes what it prints as the value:
        </Text>
        <ol aria-label="What will be run" style={{ margin: 0, paddingInlineStart: 24 }}>
          {words.map((word, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the words of a command are told by their place
            <li key={index}>
              <Code style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{word}</Code>
            </li>
          ))}
        </ol>
        <ActionRow>
          <Button variant="default" data-autofocus onClick={close}>
            Cancel
          </Button>
          <Button
            onClick={() => {
              close();
              onAllow();
            }}
          >
            Allow
          </Button>
        </ActionRow>
      </Stack>
    </Dialog>
  ));
}
