import { Alert, Select, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Grant } from '#contract/oauthConfig.ts';
import { grantWords } from './words.ts';

const usual: readonly Grant[] = ['authorizationCode', 'clientCredentials', 'deviceCode'];
const alwaysInsecure: readonly Grant[] = ['password', 'implicit'];

interface GrantFieldProps {
  value: Grant;
  /** What the definition offers; empty where it says nothing. */
  grants: readonly Grant[];
  insecure: readonly Grant[];
  onChange(grant: Grant): void;
}

/** How the token is obtained. Insecure ways stand there only where the definition has them. */
export function GrantField({ value, grants, insecure, onChange }: GrantFieldProps) {
  const all = [...new Set([...grants, ...usual, ...insecure])];
  const label = (grant: Grant) => `${grantWords[grant].label}${isInsecure(grant, insecure) ? ' (insecure)' : ''}`;
  return (
    <Stack gap="xs">
      <Select
        label="Grant"
        description={grantWords[value].note}
        allowDeselect={false}
        data={all.map((grant) => ({ value: grant, label: label(grant) }))}
        value={value}
        onChange={(chosen) => onChange(all.find((grant) => grant === chosen) ?? value)}
      />
      {isInsecure(value, insecure) ? (
        <Alert
          color="orange"
          variant="outline"
          icon={<IconAlertTriangle aria-hidden />}
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
          title="This grant is insecure"
        >
          OAuth 2.1 leaves it out. Choose another one if the server takes it.
        </Alert>
      ) : null}
    </Stack>
  );
}

function isInsecure(grant: Grant, insecure: readonly Grant[]): boolean {
  return insecure.includes(grant) || alwaysInsecure.includes(grant);
}
