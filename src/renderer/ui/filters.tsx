import { Button, CloseButton, Menu, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

const pauseMs = 150;

interface SearchInputProps {
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
      style={{ flex: '1 1 160px', maxWidth: width }}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={typed === '' ? null : <CloseButton size="sm" aria-label="Clear filter" onClick={clear} />}
    />
  );
}

interface FilterMenuProps<T extends string> {
  label: string;
  options: readonly { value: T; label: string }[];
  value: readonly T[];
  onChange: (value: T[]) => void;
}

/** Chooses some of a few values; none chosen means all. */
export function FilterMenu<T extends string>({ label, options, value, onChange }: FilterMenuProps<T>) {
  const toggle = (option: T) =>
    onChange(value.includes(option) ? value.filter((other) => other !== option) : [...value, option]);
  return (
    <Menu closeOnItemClick={false} position="bottom-start">
      <Menu.Target>
        <Button
          variant={value.length > 0 ? 'light' : 'default'}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {value.length > 0 ? `${label} · ${chosen(options, value)}` : label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {options.map((option) => (
          <Menu.CheckboxItem
            key={option.value}
            checked={value.includes(option.value)}
            onChange={() => toggle(option.value)}
          >
            {option.label}
          </Menu.CheckboxItem>
        ))}
        {value.length > 0 && (
          <>
            <Menu.Divider />
            <Menu.Item closeMenuOnClick onClick={() => onChange([])}>
              Show all
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function chosen<T extends string>(options: FilterMenuProps<T>['options'], value: readonly T[]): string {
  const [only, another] = options.filter((option) => value.includes(option.value));
  return another === undefined ? (only?.label ?? '') : String(value.length);
}
