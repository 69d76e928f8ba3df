import { Group, TextInput } from '@mantine/core';
import { AwsKeyFields } from './AwsKeyFields.tsx';
import type { FieldsProps } from './fieldsProps.ts';

/** Keys of an AWS account, and the region and service that requests are signed for. */
export function AwsFields(props: FieldsProps<'awsSigV4'>) {
  const { draft, onChange } = props;
  return (
    <>
      <AwsKeyFields {...props} session />
      <Group grow align="flex-start">
        <TextInput
          label="Region"
          required
          placeholder="eu-central-1"
          spellCheck={false}
          value={draft.region}
          onChange={(event) => onChange({ ...draft, region: event.currentTarget.value })}
        />
        <TextInput
          label="Service"
          required
          placeholder="execute-api"
          spellCheck={false}
          value={draft.service}
          onChange={(event) => onChange({ ...draft, service: event.currentTarget.value })}
        />
      </Group>
    </>
  );
}
