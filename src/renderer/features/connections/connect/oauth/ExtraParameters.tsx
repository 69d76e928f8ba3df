import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { emptyPair, type NamedValue } from '../namedValue.ts';

interface ExtraParametersProps {
  value: readonly NamedValue[];
  onChange(pairs: NamedValue[]): void;
}

/** Parameters of the authorization request that the standard does not know. */
export function ExtraParameters({ value, onChange }: ExtraParametersProps) {
  return (
    <Input.Wrapper
      label="Extra parameters"
      labelElement="div"
      description="Sent along with the sign-in, for example prompt=consent or access_type=offline."
    >
      <Stack gap="xs" mt={6} align="stretch">
        {value.map((pair, index) => (
          <Group key={pair.id} gap="xs" wrap="nowrap">
            <TextInput
              flex={1}
              aria-label={`Name of parameter ${index + 1}`}
              value={pair.name}
              onChange={(event) => onChange(value.with(index, { ...pair, name: event.currentTarget.value }))}
            />
            <TextInput
              flex={2}
              aria-label={`Value of parameter ${index + 1}`}
              value={pair.value}
              onChange={(event) => onChange(value.with(index, { ...pair, value: event.currentTarget.value }))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove parameter ${index + 1}`}
              onClick={() => onChange(value.filter(({ id }) => id !== pair.id))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          style={{ alignSelf: 'flex-start' }}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...value, emptyPair()])}
        >
          Add a parameter
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
