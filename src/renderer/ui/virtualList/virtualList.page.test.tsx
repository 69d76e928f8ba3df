import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { expectAccessible, show } from '#test/page/show.tsx';
import { LongRows, type LongRowsHandle, VirtualList, VirtualListbox } from './index.ts';

const many = Array.from({ length: 10_000 }, (_, at) => `Item ${at + 1}`);

function Choosing({ items = many, first = null }: { items?: readonly string[]; first?: string | null }) {
  const [chosen, setChosen] = useState<string | null>(first);
  return (
    <div style={{ height: 400 }}>
      <p>Chosen: {chosen ?? 'none'}</p>
      <div style={{ height: 340, display: 'grid' }}>
        <VirtualListbox
          label="Items"
          total={items.length}
          at={(index) => items[index]}
          keyOf={(item) => item}
          chosen={chosen}
          onChoose={setChosen}
          render={(item) => item ?? 'Loading'}
          itemHeight={32}
        />
      </div>
    </div>
  );
}

const list = () => page.getByRole('listbox', { name: 'Items' });
const option = (name: string) => page.getByRole('option', { name });
const isChosen = (name: string) => expect.element(page.getByText(`Chosen: ${name}`)).toBeVisible();
const focus = (element: Element) => (element as HTMLElement).focus();

describe('options of any number', () => {
  it('draws those in view, each with its place among all', async () => {
    await show(<Choosing />);
    await expect.element(option('Item 3')).toHaveAttribute('aria-posinset', '3');
    await expect.element(option('Item 3')).toHaveAttribute('aria-setsize', '10000');
    expect(page.getByRole('option').elements().length).toBeLessThan(40);
    await expectAccessible();
  });

  it('chooses by keys, to both ends and not beyond, and shows what is chosen', async () => {
    await show(<Choosing />);
    focus(list().element());
    const steps: [key: string, name: string][] = [
      ['{ArrowDown}', 'Item 1'],
      ['{ArrowDown}', 'Item 2'],
      ['{PageDown}', 'Item 10'],
      ['{ArrowUp}', 'Item 9'],
      ['{End}', 'Item 10000'],
      ['{ArrowDown}', 'Item 10000'],
      ['{PageUp}', 'Item 9992'],
      ['{Home}', 'Item 1'],
      ['{ArrowUp}', 'Item 1'],
    ];
    for (const [key, name] of steps) {
      await userEvent.keyboard(key);
      await isChosen(name);
      await expect.element(option(name)).toHaveAttribute('aria-selected', 'true');
      await expect.element(option(name)).toBeInViewport();
      expect(list().element().getAttribute('aria-activedescendant')).toBe(option(name).element().id);
    }
  });

  it('chooses by a click, and goes on from there', async () => {
    await show(<Choosing />);
    await option('Item 4').click();
    await isChosen('Item 4');
    focus(list().element());
    await userEvent.keyboard('{ArrowDown}');
    await isChosen('Item 5');
  });

  it('goes on from what is chosen where that is out of sight', async () => {
    await show(<Choosing first="Item 5000" />);
    focus(list().element());
    await userEvent.keyboard('{ArrowDown}');
    await isChosen('Item 5001');
    await expect.element(option('Item 5001')).toBeInViewport();
  });

  it('leaves other keys, and what is empty, alone', async () => {
    await show(<Choosing items={[]} />);
    focus(list().element());
    await userEvent.keyboard('{ArrowDown}{End}x');
    await isChosen('none');
  });
});

describe('a list of any length', () => {
  const render = (item: string, style: object) => (
    <div key={item} style={{ position: 'absolute', ...style }}>
      {item}
    </div>
  );

  it('brings the row into view that is current, also when that changes', async () => {
    const at = (current: number) => (
      <div style={{ height: 300, display: 'flex', flexDirection: 'column' }}>
        <VirtualList items={many} render={render} current={current} />
      </div>
    );
    const shown = await show(at(-1));
    await expect.element(page.getByText('Item 1', { exact: true })).toBeInViewport();
    for (const current of [7_000, 12, 9_999]) {
      shown.change(at(current));
      await expect.element(page.getByText(`Item ${current + 1}`, { exact: true })).toBeInViewport();
    }
  });

  it('asks for more before its end is reached, and not at its start', async () => {
    const onEnd = vi.fn();
    await show(
      <div style={{ height: 300, display: 'flex', flexDirection: 'column' }}>
        <VirtualList items={many} render={render} onEnd={onEnd} />
      </div>,
    );
    await expect.element(page.getByText('Item 1', { exact: true })).toBeVisible();
    expect(onEnd).not.toHaveBeenCalled();
    const scroller = page.getByText('Item 1', { exact: true }).element().parentElement?.parentElement;
    scroller?.scrollTo({ top: 10_000 * 30 });
    await expect.poll(() => onEnd.mock.calls.length).toBeGreaterThan(0);
  });
});

describe('text of any number of rows', () => {
  const noRange = () => undefined;
  const text = (count: number, ref?: (handle: LongRowsHandle | null) => void) => (
    <div style={{ height: 240, display: 'grid' }}>
      <LongRows
        label="Long text"
        count={count}
        rowHeight={20}
        render={(index) => `Line ${index + 1}`}
        onRange={noRange}
        ref={ref ?? null}
      />
    </div>
  );
  const line = (at: number) => page.getByText(`Line ${at}`, { exact: true });

  it.each([1_000, 100_000_000])('reaches both ends of %i by keys', async (count) => {
    await show(text(count));
    focus(page.getByRole('document', { name: 'Long text' }).element());
    await expect.element(line(1)).toBeInViewport();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    await expect.element(line(1)).not.toBeInTheDocument();
    await expect.element(line(3)).toBeInViewport();
    await userEvent.keyboard('{End}');
    await expect.element(line(count)).toBeInViewport({ ratio: 1 });
    await userEvent.keyboard('{PageUp}');
    await expect.element(line(count)).not.toBeInTheDocument();
    await userEvent.keyboard('{Home}');
    await expect.element(line(1)).toBeInViewport({ ratio: 1 });
    await expectAccessible();
  });

  it.each([1_000, 100_000_000])(
    'shows a row of %i in the middle, and leaves one alone that is in sight',
    async (count) => {
      const handle: { current: LongRowsHandle | null } = { current: null };
      await show(
        text(count, (it) => {
          handle.current = it;
        }),
      );
      await expect.element(line(9)).toBeVisible();
      handle.current?.show(2);
      await expect.element(line(1)).toBeVisible();
      handle.current?.show(count / 2);
      await expect.element(line(count / 2 + 1)).toBeInViewport({ ratio: 1 });
      await expect.element(line(count / 2)).toBeInViewport();
    },
  );

  it('moves by the wheel a row at a time, however long it is', async () => {
    await show(text(100_000_000));
    await expect.element(line(1)).toBeVisible();
    const frame = page.getByRole('document', { name: 'Long text' }).element();
    frame.dispatchEvent(new WheelEvent('wheel', { deltaY: 40, bubbles: true, cancelable: true }));
    await expect.element(line(3)).toBeVisible();
    await expect.element(line(1)).not.toBeInTheDocument();
  });
});
