import { Select, type SelectProps } from '@mantine/core';
import { useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { useFoundIntegrations } from './queries.ts';

const most = 100;

interface IntegrationSelectProps
  extends Omit<SelectProps, 'data' | 'value' | 'onChange' | 'filter' | 'onSearchChange'> {
  value: IntegrationId | null;
  onChange: (id: IntegrationId | null) => void;
}

/** Picks one integration of any number: what is typed is searched for by main. Give it a `label` or `aria-label`. */
export function IntegrationSelect({ value, onChange, ...select }: IntegrationSelectProps) {
  const [text, setText] = useState('');
  const rows = useFoundIntegrations(text, most).data?.rows ?? [];
  return (
    <Select
      {...select}
      searchable
      data={rows.map((row) => ({ value: row.id as string, label: row.displayName }))}
      filter={({ options }) => options}
      onSearchChange={setText}
      value={value as string | null}
      onChange={(id) => onChange(rows.find((row) => row.id === id)?.id ?? null)}
    />
  );
}
