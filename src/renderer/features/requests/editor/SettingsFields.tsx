import { type InputWrapperProps, NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import type { RequestSettings } from '#contract/requestParts.ts';

export interface SettingsFieldsProps {
  settings: RequestSettings;
  /** It lies in a folder or collection. */
  mayInherit: boolean;
  /** What the groups above say, the nearest of each; null where none says anything. */
  inherited?: RequestSettings | undefined;
  onChange(changes: Partial<RequestSettings>): void;
}

/** How a request goes out. What is left empty is as the folder, the collection, and then the console say. */
export function SettingsFields({ settings, mayInherit, inherited, onChange }: SettingsFieldsProps) {
  const above = mayInherit ? inherited : undefined;
  const seconds = (name: 'connectSeconds' | 'responseSeconds' | 'timeoutSeconds', label: string, what: string) => (
    <Whole
      label={label}
      description={what}
      min={1}
      max={3_600}
      value={settings[name]}
      inherited={above?.[name] ?? null}
      unit=" s"
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <Stack gap="md" maw={640}>
      <SimpleGrid type="container" cols={{ base: 1, '440px': 2 }} spacing="md" verticalSpacing="sm">
        <Answer
          label="Follow redirects"
          description="Credentials are dropped when one leads to another origin."
          value={settings.followRedirects}
          inherited={above?.followRedirects ?? null}
          onChange={(followRedirects) => onChange({ followRedirects })}
        />
        <Whole
          label="Most redirects"
          description="What comes after is an error."
          min={0}
          max={50}
          value={settings.maxRedirects}
          inherited={above?.maxRedirects ?? null}
          onChange={(maxRedirects) => onChange({ maxRedirects })}
        />
        <Version
          value={settings.httpVersion}
          inherited={above?.httpVersion ?? null}
          onChange={(httpVersion) => onChange({ httpVersion })}
        />
        <Answer
          label="Cookies"
          description="Sends those of the jar, and keeps those of responses."
          value={settings.useCookies}
          inherited={above?.useCookies ?? null}
          onChange={(useCookies) => onChange({ useCookies })}
        />
      </SimpleGrid>
      <Text size="sm" fw={600} mt={4}>
        Time limits in seconds
      </Text>
      <SimpleGrid type="container" cols={{ base: 1, '440px': 3 }} spacing="md" verticalSpacing="sm">
        {seconds('connectSeconds', 'Connect', 'Name lookup, connecting and TLS.')}
        {seconds('responseSeconds', 'Response', 'Until the head of the response.')}
        {seconds('timeoutSeconds', 'Total', 'All of it, with the body.')}
      </SimpleGrid>
    </Stack>
  );
}

/** What a field is for stands below it, so that fields in a line are level. */
const order = ['label', 'input', 'description', 'error'] satisfies InputWrapperProps['inputWrapperOrder'];

const unsaid = (inherited: string | null) => (inherited === null ? 'Console default' : `Inherited: ${inherited}`);

interface SettingProps<T> {
  label: string;
  description: string;
  value: T | null;
  /** What counts where this is null, if a group above says it. */
  inherited: T | null;
  onChange(value: T | null): void;
}

const yesNo = (value: boolean) => (value ? 'yes' : 'no');

function Answer({ inherited, value, onChange, ...words }: SettingProps<boolean>) {
  return (
    <Select
      {...words}
      inputWrapperOrder={order}
      data={[
        { value: '', label: unsaid(inherited === null ? null : yesNo(inherited)) },
        { value: 'yes', label: 'Yes' },
        { value: 'no', label: 'No' },
      ]}
      value={value === null ? '' : yesNo(value)}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen === 'yes' ? true : chosen === 'no' ? false : null)}
    />
  );
}

const versions = [
  { value: '1.1', label: 'HTTP/1.1' },
  { value: '2', label: 'HTTP/2' },
] as const;

type HttpVersion = NonNullable<RequestSettings['httpVersion']>;

function Version({ value, inherited, onChange }: Omit<SettingProps<HttpVersion>, 'label' | 'description'>) {
  return (
    <Select
      label="HTTP version"
      inputWrapperOrder={order}
      description="Automatic takes what the server offers."
      data={[{ value: '', label: inherited === null ? 'Automatic' : `Inherited: HTTP/${inherited}` }, ...versions]}
      value={value ?? ''}
      allowDeselect={false}
      onChange={(chosen) => onChange(versions.find((each) => each.value === chosen)?.value ?? null)}
    />
  );
}

interface WholeProps extends SettingProps<number> {
  min: number;
  max: number;
  unit?: string;
}

function Whole({ inherited, value, unit = '', onChange, ...props }: WholeProps) {
  return (
    <NumberInput
      {...props}
      inputWrapperOrder={order}
      hideControls
      placeholder={unsaid(inherited === null ? null : `${inherited}${unit}`)}
      allowDecimal={false}
      allowNegative={false}
      value={value ?? ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : null)}
    />
  );
}
