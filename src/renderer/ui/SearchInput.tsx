import { CloseButton, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

const pauseMs = 150;

export interface SearchInputProps {
  label: string;
  value: string;
  /** Called after a pause in typing, and at once when it is cleared. */
  onChange: (value: string) => void;
  width?: number | string;
  /** The key `/` goes here. */
  hotkey?: boolean;
}

/** A filter by text; typing stays fast because the list follows after a short pause. */
export function SearchInput({ label, value, onChange, width = 260, hotkey = false }: SearchInputProps) {
  const [typed, setTyped] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  useHotkeys(hotkey ? [['/', () => input.current?.focus()]] : []);
  const clear = () => {
    setTyped('');
    onChange('');
    input.current?.focus();
  };
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={label}
      w={width}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={typed === '' ? null : <CloseButton size="sm" aria-label="Clear the filter" onClick={clear} />}
    />
  );
}
