import { Radio, Stack } from '@mantine/core';
import { kindWords } from '../words.ts';
import type { SchemeOption } from './schemeOptions.ts';

interface RequirementFieldProps {
  options: readonly SchemeOption[];
  value: SchemeOption | null;
  disabled?: boolean;
  onChange(option: SchemeOption): void;
}

/** Which of the ways that the API accepts is connected; those that cannot be yet say why. */
export function RequirementField({ options, value, disabled = false, onChange }: RequirementFieldProps) {
  return (
    <Radio.Group
      label="Requirement"
      value={value?.id ?? null}
      onChange={(id) => {
        const option = options.find((one) => one.id === id);
        if (option !== undefined) onChange(option);
      }}
    >
      <Stack gap={8} mt={6}>
        {options.map((option) => (
          <Radio
            key={option.id}
            value={option.id}
            disabled={disabled || option.unsupported !== null || option.kind === null}
            label={labelOf(option)}
            description={noteOf(option)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function labelOf({ title, schemeKey, kind }: SchemeOption): string {
  const word = kind === null ? title : kindWords[kind];
  if (schemeKey === null) return title;
  return word === title ? `${title} · ${schemeKey}` : `${word} · ${title}`;
}

function noteOf({ unsupported, together }: SchemeOption): string | undefined {
  if (unsupported !== null) return unsupported;
  return together.length === 0 ? undefined : `The API asks for it together with ${together.join(' and ')}.`;
}
