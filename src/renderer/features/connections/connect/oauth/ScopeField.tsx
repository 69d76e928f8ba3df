import { TagsInput, Text } from '@mantine/core';

interface ScopeFieldProps {
  /** What the definition lists. */
  offered: readonly { name: string; description: string }[];
  value: readonly string[];
  onChange(scopes: string[]): void;
}

/** What the token may do: chosen from the definition, or typed. */
export function ScopeField({ offered, value, onChange }: ScopeFieldProps) {
  const words = new Map(offered.map(({ name, description }) => [name, description]));
  return (
    <TagsInput
      label="Scopes"
      description={
        offered.length === 0
          ? 'Type each scope and press Enter.'
          : `Choose from the ${offered.length} of the definition, or type others.`
      }
      placeholder={value.length === 0 ? 'Without scopes the server decides' : ''}
      data={offered.map(({ name }) => name)}
      maxDropdownHeight={260}
      splitChars={[' ', ',']}
      clearable
      clearButtonProps={{ 'aria-label': 'Remove all scopes' }}
      acceptValueOnBlur
      comboboxProps={{ shadow: 'md' }}
      filter={({ options, search }) => {
        const text = search.trim().toLowerCase();
        return options.filter((option) => {
          const name = 'value' in option ? String(option.value) : '';
          return `${name} ${words.get(name) ?? ''}`.toLowerCase().includes(text);
        });
      }}
      renderOption={({ option }) => (
        <ScopeOption name={String(option.value)} description={words.get(String(option.value))} />
      )}
      value={[...value]}
      onChange={(next) => onChange(separate(next))}
    />
  );
}

/** A pasted text may hold several scopes; none has a space in it (RFC 6749 section 3.3). */
function separate(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => text.split(/[\s,]+/)).filter((scope) => scope !== ''))];
}

function ScopeOption({ name, description }: { name: string; description: string | undefined }) {
  return (
    <div>
      <Text size="sm" ff="monospace">
        {name}
      </Text>
      {description === undefined || description === '' ? null : (
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      )}
    </div>
  );
}
