import { Group, Radio, Select, TagsInput, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type Connection, hostPattern, type Placement } from '#contract/connections.ts';
import { useSession } from '#renderer/session/session.ts';

interface HostsFieldProps {
  value: readonly string[];
  onChange(hosts: string[]): void;
}

/** The hosts that a secret may be sent to; what is no host is refused while it is typed. */
export function HostsField({ value, onChange }: HostsFieldProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const change = (next: string[]) => {
    const parsed = next.map((host) => hostPattern.safeParse(bareHost(host)));
    const wrong = parsed.find((result) => !result.success);
    setRefused(wrong === undefined ? null : (wrong.error?.issues[0]?.message ?? null));
    onChange([...new Set(parsed.flatMap((result) => (result.success ? [result.data] : [])))]);
  };
  return (
    <TagsInput
      label="Allowed hosts"
      description="For example api.example.com or *.example.com. Requests to other hosts ask first."
      placeholder={value.length === 0 ? 'api.example.com' : ''}
      value={[...value]}
      onChange={change}
      error={refused ?? (value.length === 0 ? 'Without a host, the secret can’t be sent anywhere.' : undefined)}
      acceptValueOnBlur
    />
  );
}

/** People paste URLs; the host is what counts. */
function bareHost(text: string): string {
  return URL.canParse(text) && /^https?:/.test(text) ? new URL(text).host : text;
}

interface VisibilityFieldProps {
  value: Connection['visibility'];
  onChange(value: Connection['visibility']): void;
}

/** Who may use the connection. */
export function VisibilityField({ value, onChange }: VisibilityFieldProps) {
  const tenant = useSession()?.tenant.name ?? 'the tenant';
  return (
    <Radio.Group label="Visible to" value={value} onChange={(next) => onChange(next === 'team' ? 'team' : 'private')}>
      <Group mt={6}>
        <Radio value="private" label="Only me" />
        <Radio value="team" label={`Everyone in ${tenant}`} />
      </Group>
    </Radio.Group>
  );
}

interface ExpiryFieldProps {
  /** Milliseconds UTC; null where nobody knows it. */
  value: number | null;
  onChange(at: number | null): void;
}

/** When the secret ends, where the person knows it: the end of a day in this computer's zone. */
export function ExpiryField({ value, onChange }: ExpiryFieldProps) {
  return (
    <TextInput
      type="date"
      label="Expires on"
      description="Optional. We’ll remind you before it expires."
      styles={{ wrapper: { maxWidth: 240 } }}
      value={value === null ? '' : toDay(value)}
      onChange={(event) => onChange(fromDay(event.currentTarget.value))}
    />
  );
}

/** `2027-03-01` of a time, in this computer's zone. */
function toDay(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The last second of a day such as `2027-03-01`; null where it is none. */
function fromDay(day: string): number | null {
  const at = Date.parse(`${day}T23:59:59`);
  return Number.isNaN(at) || at < 0 ? null : at;
}

interface PlacementFieldsProps {
  value: Placement;
  /** What is wrong with the name. */
  error?: ReactNode;
  onChange(placement: Placement): void;
}

const places = [
  { value: 'header', label: 'Header' },
  { value: 'query', label: 'Query parameter' },
  { value: 'cookie', label: 'Cookie' },
];

/** Where a key is in a request, where no definition says it. */
export function PlacementFields({ value, error, onChange }: PlacementFieldsProps) {
  return (
    <Group gap="sm" align="flex-start" grow>
      <Select
        label="Sent as"
        data={places}
        allowDeselect={false}
        value={value.in}
        onChange={(place) => onChange({ ...value, in: place === 'query' || place === 'cookie' ? place : 'header' })}
      />
      <TextInput
        label="Name"
        required
        value={value.name}
        error={error}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <TextInput
        label="Prefix"
        placeholder="for example Bearer"
        value={value.prefix}
        onChange={(event) => onChange({ ...value, prefix: event.currentTarget.value })}
      />
    </Group>
  );
}
