import { Group, Radio } from '@mantine/core';

const colors = [
  { value: '#2f9e44', name: 'Green' },
  { value: '#1971c2', name: 'Blue' },
  { value: '#6741d9', name: 'Violet' },
  { value: '#c2255c', name: 'Pink' },
  { value: '#c92a2a', name: 'Red' },
  { value: '#e8590c', name: 'Orange' },
  { value: '#f08c00', name: 'Yellow' },
];

interface ColorChoiceProps {
  color: string | null;
  disabled?: boolean;
  onChange(color: string | null): void;
}

/** The colour of an environment, or none. One that came from elsewhere stays among the choices. */
export function ColorChoice({ color, disabled = false, onChange }: ColorChoiceProps) {
  const other = color !== null && colors.every(({ value }) => value !== color) ? [{ value: color, name: color }] : [];
  return (
    <Radio.Group
      aria-label="Colour"
      value={color ?? ''}
      onChange={(value) => onChange(value === '' ? null : value)}
      readOnly={disabled}
    >
      <Group gap={10} mt={4}>
        <Radio size="xs" value="" label="None" />
        {[...colors, ...other].map(({ value, name }) => (
          <Radio
            key={value}
            size="sm"
            value={value}
            color={value}
            aria-label={name}
            title={name}
            styles={{ radio: { borderColor: value, background: value } }}
          />
        ))}
      </Group>
    </Radio.Group>
  );
}
