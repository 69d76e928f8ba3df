import { TagsInput } from '@mantine/core';
import { useState } from 'react';
import { hostPattern } from '#contract/connections.ts';

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
      label="May be sent to"
      description="Hosts, for example api.example.com or *.example.com. A request elsewhere asks first."
      placeholder={value.length === 0 ? 'api.example.com' : ''}
      value={[...value]}
      onChange={change}
      error={refused ?? (value.length === 0 ? 'Without a host the secret can be sent nowhere.' : undefined)}
      acceptValueOnBlur
    />
  );
}

/** People paste URLs; the host is what counts. */
function bareHost(text: string): string {
  return URL.canParse(text) && /^https?:/.test(text) ? new URL(text).host : text;
}
