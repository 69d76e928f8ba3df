import { Anchor, Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { isNoValue, mask } from '#core/http/secretJudge.ts';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';
import type { HandAuth } from './authKinds.ts';
import { type KeepPlace, KeepSecret } from './KeepSecret.tsx';

interface HandFieldsProps {
  auth: HandAuth;
  keepIn: readonly KeepPlace[];
  connect: (() => void) | undefined;
  error: string | undefined;
  onChange(auth: HandAuth): void;
}

/** Credentials that are typed into the request. Every field may hold variables. */
export function HandFields({ auth, keepIn, connect, error, onChange }: HandFieldsProps) {
  const hasTyped = secretsOf(auth).some((value) => !isNoValue(value));
  return (
    <Stack gap="sm" data-field="auth">
      <Fields auth={auth} keepIn={keepIn} onChange={onChange} />
      {error === undefined ? null : (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {hasTyped
          ? 'Secrets that are typed here are sent, but not kept when the request is saved.'
          : 'Write {{name}} for the value of a variable.'}
        {hasTyped && connect !== undefined ? (
          <>
            {' '}
            <Anchor component="button" type="button" size="sm" onClick={connect}>
              Keep them in a connection
            </Anchor>
          </>
        ) : null}
      </Text>
    </Stack>
  );
}

function secretsOf(auth: HandAuth): string[] {
  switch (auth.kind) {
    case 'basic':
    case 'digest':
      return [auth.password];
    case 'bearer':
      return [auth.token];
    case 'apiKey':
      return [auth.value];
    case 'awsSigV4':
      return [auth.secretAccessKey, auth.sessionToken];
  }
}

const places = [
  { value: 'header', label: 'Header' },
  { value: 'query', label: 'Query parameter' },
  { value: 'cookie', label: 'Cookie' },
] as const;

function Fields({ auth, keepIn, onChange }: Pick<HandFieldsProps, 'auth' | 'keepIn' | 'onChange'>) {
  switch (auth.kind) {
    case 'basic':
    case 'digest':
      return (
        <Pair>
          <Plain label="User name" value={auth.username} onChange={(username) => onChange({ ...auth, username })} />
          <Secret
            label="Password"
            value={auth.password}
            keepIn={keepIn}
            onChange={(password) => onChange({ ...auth, password })}
          />
        </Pair>
      );
    case 'bearer':
      return (
        <>
          <Secret label="Token" value={auth.token} keepIn={keepIn} onChange={(token) => onChange({ ...auth, token })} />
          <Plain label="Prefix" value={auth.prefix} onChange={(prefix) => onChange({ ...auth, prefix })} />
        </>
      );
    case 'apiKey':
      return (
        <>
          <Pair>
            <Select
              label="Sent as"
              data={[...places]}
              value={auth.in}
              allowDeselect={false}
              onChange={(value) =>
                onChange({ ...auth, in: places.find((place) => place.value === value)?.value ?? auth.in })
              }
            />
            <Plain label="Name" value={auth.name} onChange={(name) => onChange({ ...auth, name })} />
          </Pair>
          <Secret label="Value" value={auth.value} keepIn={keepIn} onChange={(value) => onChange({ ...auth, value })} />
        </>
      );
    case 'awsSigV4':
      return <AwsFields auth={auth} keepIn={keepIn} onChange={onChange} />;
  }
}

interface AwsFieldsProps extends Pick<HandFieldsProps, 'keepIn' | 'onChange'> {
  auth: Extract<HandAuth, { kind: 'awsSigV4' }>;
}

function AwsFields({ auth, keepIn, onChange }: AwsFieldsProps) {
  return (
    <>
      <Pair>
        <Plain
          label="Access key ID"
          value={auth.accessKeyId}
          onChange={(accessKeyId) => onChange({ ...auth, accessKeyId })}
        />
        <Secret
          label="Secret access key"
          value={auth.secretAccessKey}
          keepIn={keepIn}
          onChange={(secretAccessKey) => onChange({ ...auth, secretAccessKey })}
        />
        <Plain
          label="Region"
          placeholder="us-east-1"
          value={auth.region}
          onChange={(region) => onChange({ ...auth, region })}
        />
        <Plain
          label="Service"
          placeholder="execute-api"
          value={auth.service}
          onChange={(service) => onChange({ ...auth, service })}
        />
      </Pair>
      <Secret
        label="Session token"
        description="Of temporary credentials only."
        value={auth.sessionToken}
        keepIn={keepIn}
        onChange={(sessionToken) => onChange({ ...auth, sessionToken })}
      />
    </>
  );
}

function Pair({ children }: { children: ReactNode }) {
  return (
    <SimpleGrid type="container" cols={{ base: 1, '420px': 2 }} spacing="sm">
      {children}
    </SimpleGrid>
  );
}

interface FieldProps {
  label: string;
  value: string;
  placeholder?: string;
  description?: string;
  onChange(value: string): void;
}

function Plain({ onChange, ...props }: FieldProps) {
  return (
    <TextInput
      {...props}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A field that hides what is typed, unless it names a variable only. */
function Secret({ value, keepIn, onChange, ...props }: FieldProps & { keepIn: readonly KeepPlace[] }) {
  const [isShown, setShown] = useState(false);
  const [isKeeping, setKeeping] = useState(false);
  const isTyped = !isNoValue(value);
  const isLeftOut = value.includes(mask);
  return (
    <div>
      <PasswordField
        {...props}
        value={value}
        autoComplete="off"
        spellCheck={false}
        error={isLeftOut ? 'It was not kept. Enter it again.' : undefined}
        visible={isShown || value.includes('{{')}
        onVisibilityChange={setShown}
        visibilityToggleButtonProps={{ 'aria-label': `${isShown ? 'Hide' : 'Show'} ${props.label.toLowerCase()}` }}
        onFocus={(event) => {
          if (isLeftOut) event.currentTarget.select();
        }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isTyped && keepIn.length > 0 ? (
        <Group justify="flex-end">
          <Button size="compact-xs" variant="subtle" onClick={() => setKeeping(true)}>
            Keep as a secret variable
          </Button>
        </Group>
      ) : null}
      {isKeeping ? (
        <KeepSecret
          what={props.label}
          secret={value}
          places={keepIn}
          onKept={(name) => onChange(`{{${name}}}`)}
          onClose={() => setKeeping(false)}
        />
      ) : null}
    </div>
  );
}
