import { ActionIcon, Button, Group, NumberInput, Text, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconMinus, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { pixelsPerPoint, type ZoomStep } from './zoom.ts';

interface PdfBarProps {
  /** The page in view, from 0. */
  page: number;
  count: number;
  onPage(page: number): void;
  scale: number;
  fits: boolean;
  onZoom(step: ZoomStep): void;
}

/** Which page is in view and how large, and ways to another. */
export function PdfBar({ page, count, onPage, scale, fits, onZoom }: PdfBarProps) {
  return (
    <Group gap={6} px="xs" pb={6} justify="space-between">
      <Group gap={4} wrap="nowrap">
        <BarIcon label="Previous page (←)" disabled={page === 0} onClick={() => onPage(page - 1)}>
          <IconChevronUp size={14} />
        </BarIcon>
        <BarIcon label="Next page (→)" disabled={page === count - 1} onClick={() => onPage(page + 1)}>
          <IconChevronDown size={14} />
        </BarIcon>
        <PageField page={page} count={count} onPage={onPage} />
      </Group>
      <Group gap={4} wrap="nowrap">
        <BarIcon label="Zoom out (-)" onClick={() => onZoom('out')}>
          <IconMinus size={14} />
        </BarIcon>
        <Text size="xs" miw={38} ta="center" role="status" aria-label="Zoom">
          {Math.round((scale / pixelsPerPoint) * 100)} %
        </Text>
        <BarIcon label="Zoom in (+)" onClick={() => onZoom('in')}>
          <IconPlus size={14} />
        </BarIcon>
        <Tooltip label="Fit width (W)">
          <Button
            size="compact-xs"
            variant={fits ? 'light' : 'default'}
            aria-pressed={fits}
            onClick={() => onZoom('fit')}
          >
            Fit width
          </Button>
        </Tooltip>
        <Tooltip label="Actual size (0)">
          <Button size="compact-xs" variant="default" onClick={() => onZoom('actual')}>
            100 %
          </Button>
        </Tooltip>
      </Group>
    </Group>
  );
}

/** The number of the page, which another can be typed over. */
function PageField({ page, count, onPage }: Pick<PdfBarProps, 'page' | 'count' | 'onPage'>) {
  const [typed, setTyped] = useState<number | string>(page + 1);
  useEffect(() => setTyped(page + 1), [page]);
  const go = () => (typeof typed === 'number' ? onPage(typed - 1) : setTyped(page + 1));
  return (
    <>
      <NumberInput
        size="xs"
        w={48}
        aria-label="Page"
        hideControls
        allowDecimal={false}
        allowNegative={false}
        min={1}
        max={count}
        value={typed}
        onChange={setTyped}
        onBlur={go}
        onKeyDown={(event) => event.key === 'Enter' && go()}
      />
      <Text size="xs" style={{ whiteSpace: 'nowrap' }}>
        of {count}
      </Text>
    </>
  );
}

interface BarIconProps {
  label: string;
  disabled?: boolean;
  onClick(): void;
  children: ReactNode;
}

function BarIcon({ label, disabled = false, onClick, children }: BarIconProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={28}
        aria-label={label.replace(/ \(.*/, '')}
        {...(disabled && { 'data-disabled': true, 'aria-disabled': true })}
        onClick={() => !disabled && onClick()}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
