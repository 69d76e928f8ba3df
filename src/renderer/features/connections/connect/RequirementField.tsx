import { Radio, Stack } from '@mantine/core';
import type { Choice } from './choices.ts';

interface RequirementFieldProps {
  choices: readonly Choice[];
  value: Choice | null;
  disabled?: boolean;
  onChange(choice: Choice): void;
}

/** Which of the ways that the API accepts is connected; those that cannot be say why. */
export function RequirementField({ choices, value, disabled = false, onChange }: RequirementFieldProps) {
  return (
    <Radio.Group
      label={choices.some(({ parts }) => parts.some(({ byHand }) => byHand)) ? 'Authentication' : 'Requirement'}
      value={value?.id ?? null}
      onChange={(id) => {
        const choice = choices.find((one) => one.id === id);
        if (choice !== undefined) onChange(choice);
      }}
    >
      <Stack gap={8} mt={6}>
        {choices.map((choice) => (
          <Radio
            key={choice.id}
            value={choice.id}
            disabled={disabled || choice.unsupported !== null}
            label={choice.title}
            description={
              choice.unsupported ?? (choice.parts.length > 1 ? 'The API asks for all of these together.' : null)
            }
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
