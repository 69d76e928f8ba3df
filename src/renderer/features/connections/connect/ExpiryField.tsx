import { TextInput } from '@mantine/core';

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
      description="Where you know it. You are told ahead of it."
      maw={240}
      value={value === null ? '' : toDay(value)}
      onChange={(event) => onChange(fromDay(event.currentTarget.value))}
    />
  );
}

/** `2027-03-01` of a time, in this computer's zone. */
export function toDay(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The last second of a day such as `2027-03-01`; null where it is none. */
export function fromDay(day: string): number | null {
  const at = Date.parse(`${day}T23:59:59`);
  return Number.isNaN(at) || at < 0 ? null : at;
}
