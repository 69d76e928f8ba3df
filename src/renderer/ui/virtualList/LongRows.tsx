import {
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import classes from './virtualList.module.css';

export interface LongRowsHandle {
  /** Brings a row into the middle of what is seen, where it is not seen yet. */
  show(index: number): void;
}

interface LongRowsProps {
  /** Names what is read, for assistive technology. */
  label: string;
  count: number;
  /** Px; every row has it. */
  rowHeight: number;
  render: (index: number) => ReactNode;
  /** Called with the rows in view, so that they can be fetched; must be stable. */
  onRange: (first: number, last: number) => void;
  className?: string | undefined;
  ref?: Ref<LongRowsHandle>;
  /** Rows that a cursor goes through, and not only a text to scroll. */
  cursor?: RowCursor | undefined;
}

/** What makes a tree of the rows: one of them is active, and keys move it. */
interface RowCursor {
  readonly role: 'tree';
  readonly active: number;
  /** True where the key meant something here. */
  onKey(event: KeyboardEvent): boolean;
  /** What a row is for assistive technology. */
  rowProps(index: number): HTMLAttributes<HTMLDivElement>;
}

/** Browsers draw nothing higher than some ten million pixels; beyond this the scroll bar stands for more than it is long. */
const tallest = 8_000_000;

/** Where a list is scrolled, when its scroll bar is shorter than its rows: `scale` px of rows are one px of the bar. */
export function scaleOf(whole: number, view: number, most = tallest): { height: number; scale: number } {
  const height = Math.min(whole, most);
  const bar = height - view;
  return { height, scale: bar <= 0 || height === whole ? 1 : (whole - view) / bar };
}

/** Read-only text of any number of rows, of which only those in view exist in the page; the last one can be reached, however many there are. */
export function LongRows({ label, count, rowHeight, render, onRange, className, ref, cursor }: LongRowsProps) {
  const prefix = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [view, setView] = useState(0);
  const exact = useRef(0);
  const whole = count * rowHeight;
  const { height, scale } = scaleOf(whole, view);
  const go = (to: number) => {
    exact.current = Math.max(0, Math.min(to, whole - view));
    setTop(exact.current);
    if (frame.current !== null) frame.current.scrollTop = exact.current / scale;
  };
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setView(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = frame.current;
    if (element === null || scale === 1) return undefined;
    // A px of the bar is many rows here, so that the wheel moves the rows and the bar follows.
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? view : 1;
      latest.current(exact.current + event.deltaY * unit);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scale, rowHeight, view]);
  useImperativeHandle(ref, () => ({
    show: (index) => {
      const at = index * rowHeight;
      const [above, below] = [at < exact.current, at + rowHeight > exact.current + view];
      const isNear = cursor !== undefined && Math.abs(at - exact.current) < 2 * view;
      if (isNear && (above || below)) latest.current(above ? at : at + rowHeight - view);
      else if (above || below) latest.current(at - view / 2);
    },
  }));
  const onScroll = () => {
    const bar = frame.current?.scrollTop ?? 0;
    if (scale !== 1 && Math.abs(bar - exact.current / scale) <= 1) return;
    exact.current = bar * scale;
    setTop(exact.current);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (cursor?.onKey(event)) {
      event.preventDefault();
      return;
    }
    const moves: Record<string, number> = {
      ArrowDown: exact.current + rowHeight,
      ArrowUp: exact.current - rowHeight,
      PageDown: exact.current + view - rowHeight,
      PageUp: exact.current - view + rowHeight,
      Home: 0,
      End: whole,
    };
    const to = moves[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
  };
  const first = Math.floor(Math.max(0, Math.min(top, whole - view)) / rowHeight);
  const last = Math.min(count - 1, first + Math.ceil(view / rowHeight));
  useEffect(() => {
    if (view > 0 && last >= first) onRange(first, last);
  }, [onRange, first, last, view]);
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  const shift = first * rowHeight - Math.max(0, Math.min(top, whole - view));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is given: a document, or a tree with a cursor
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the same
    <div
      ref={frame}
      className={`${classes.long} ${className ?? ''}`}
      role={cursor?.role ?? 'document'}
      aria-label={label}
      {...(cursor !== undefined && { 'aria-activedescendant': `${prefix}${cursor.active}` })}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div className={classes.longCanvas} style={{ height: Math.max(height, view) }}>
        <div className={classes.longView} style={{ height: view }}>
          <div style={{ transform: `translateY(${shift}px)` }}>
            {rows.map((index) => (
              <div
                key={index}
                data-row={index}
                className={classes.longRow}
                {...(cursor !== undefined && { id: `${prefix}${index}`, ...cursor.rowProps(index) })}
                style={{ height: rowHeight }}
              >
                {render(index)}
              </div>
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
