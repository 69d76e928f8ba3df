import { Button, Group, Loader, Select, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { ExchangeId } from '#contract/common.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useBodyText } from '../../queries.ts';
import { type Leaf, leavesOf } from './fromResponse.ts';

/** Bytes of the body that are looked through. */
const longestBody = 2_000_000;
const mostValues = 5_000;

interface PickValueProps {
  exchangeId: ExchangeId;
  title: string;
  onPick(leaf: Leaf): void;
  onClose(): void;
}

/** Chooses a value of the last response's JSON by its path. */
export function PickValue({ exchangeId, title, onPick, onClose }: PickValueProps) {
  const { data, error, isPending } = useBodyText(exchangeId, longestBody, { isJson: false, enabled: true });
  const leaves = useMemo(() => (data === undefined ? [] : leavesOf(data.text, mostValues)), [data]);
  const [path, setPath] = useState<string | null>(null);
  const chosen = leaves?.find((leaf) => leaf.path === path);
  return (
    <Dialog title={title} size="lg" onClose={onClose}>
      <Stack gap="sm">
        {isPending ? <Loader size="sm" aria-label="The body is loading" /> : null}
        {error === null ? null : <ErrorNotice error={error} />}
        {leaves === null ? (
          <Text size="sm">
            The body is no JSON, or longer than {longestBody / 1_000_000} MB. Write the path by hand.
          </Text>
        ) : (
          <Select
            label="Value of the response"
            placeholder="Search by name or value"
            data={leaves.map((leaf) => ({ value: leaf.path, label: `${leaf.path} = ${short(leaf.value)}` }))}
            value={path}
            onChange={setPath}
            searchable
            limit={200}
            maxDropdownHeight={320}
            nothingFoundMessage="Nothing has this name or value."
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={chosen === undefined}
            onClick={() => {
              if (chosen !== undefined) onPick(chosen);
              onClose();
            }}
          >
            Add
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function short(value: Leaf['value']): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
