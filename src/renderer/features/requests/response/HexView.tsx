import { useElementSize } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { ExchangeId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { LongRows } from '#renderer/ui/virtualList/index.ts';
import classes from '../requests.module.css';

const pieceBytes = 8_192;
/** Px from which sixteen bytes have room in a row. */
const roomy = 640;

/** The bytes of a body of any length; those in view are read. */
export function HexView({ id, bytes }: { id: ExchangeId; bytes: number }) {
  const { ref, width } = useElementSize();
  const perRow = width >= roomy ? 16 : 8;
  const [range, setRange] = useState({ first: 0, last: 0 });
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const from = Math.floor((range.first * perRow) / pieceBytes);
  const to = Math.min(Math.floor(((range.last + 1) * perRow) / pieceBytes), Math.floor((bytes - 1) / pieceBytes));
  const pieces = useQueries({
    queries: Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => {
      const input = { id, offset: (from + index) * pieceBytes, length: pieceBytes, as: 'base64' as const };
      return {
        ...orpc.requests.body.queryOptions({ input, staleTime: Number.POSITIVE_INFINITY, gcTime: 10_000 }),
        select: decoded,
      };
    }),
  });
  const failed = pieces.find(({ isError }) => isError);
  const rowAt = (index: number) => {
    const offset = index * perRow;
    const piece = Math.floor(offset / pieceBytes);
    const begin = offset - piece * pieceBytes;
    return pieces[piece - from]?.data?.subarray(begin, begin + perRow);
  };
  const digits = Math.max(8, (bytes - 1).toString(16).length);
  return (
    <div ref={ref} className={classes.fillPanel}>
      {failed === undefined ? null : <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />}
      {width === 0 ? null : (
        <LongRows
          key={perRow}
          label="Bytes of the response"
          count={Math.ceil(bytes / perRow)}
          rowHeight={20}
          onRange={onRange}
          render={(index) => (
            <HexRow offset={(index * perRow).toString(16).padStart(digits, '0')} row={rowAt(index)} perRow={perRow} />
          )}
        />
      )}
    </div>
  );
}

function decoded({ data }: { data: string }): Uint8Array {
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
}

interface HexRowProps {
  offset: string;
  row: Uint8Array | undefined;
  perRow: number;
}

function HexRow({ offset, row, perRow }: HexRowProps) {
  const { hex, text } = hexOf(row ?? new Uint8Array(), perRow);
  return (
    <>
      <span className={classes.hexOffset}>{offset}</span>
      <span className={classes.hexBytes}>{hex}</span>
      <span className={classes.hexText}>{text}</span>
    </>
  );
}

/** Two digits a byte with a gap in the middle, and its ASCII, a point for everything else. */
export function hexOf(row: Uint8Array, perRow: number): { hex: string; text: string } {
  const pairs = [...row].map((byte) => byte.toString(16).padStart(2, '0'));
  const half = perRow / 2;
  const hex = `${pairs
    .slice(0, half)
    .join(' ')
    .padEnd(half * 3)} ${pairs.slice(half).join(' ')}`.padEnd(perRow * 3);
  const text = [...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
  return { hex, text };
}
