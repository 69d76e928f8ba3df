import { useMemo, useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { expectAccessible, show } from '#test/page/show.tsx';
import { JsonTree, type JsonValue, parseJson, useJsonTree } from './index.ts';

function read(text: string): JsonValue {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
}

/** A tree with a search field that goes to what it finds. */
function Searched({ text, place }: { text: string; place?: string }) {
  const value = useMemo(() => read(text), [text]);
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState('');
  const tree = useJsonTree(value, search, place);
  return (
    <div style={{ height: 500, display: 'flex', flexDirection: 'column' }}>
      <label>
        Search <input value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      </label>
      <p>{tree.matches === null ? 'seeking' : `${tree.matches.length} found`}</p>
      <button type="button" onClick={() => tree.reveal(tree.matches?.[0] ?? '')}>
        Show
      </button>
      <JsonTree
        label="Body"
        value={value}
        tree={tree}
        hint={(row) => (row.name === 'hinted' ? <i> a hint</i> : null)}
        onOpen={(row) => setOpened(row.pointer)}
      />
      <output>{opened}</output>
    </div>
  );
}

const tree = () => page.getByRole('tree', { name: 'Body' });
const item = (name: string | RegExp) => page.getByRole('treeitem', { name });
const active = (text: string) =>
  expect
    .poll(() => document.getElementById(tree().element().getAttribute('aria-activedescendant') ?? '')?.textContent)
    .toContain(text);
const sample =
  '{"name":"Depot","tags":["a","b"],"place":{"town":"Bergen","empty":{},"none":[]},"open":true,"note":null}';

describe('a tree of JSON', () => {
  it('shows names, values and sizes, each at its level', async () => {
    await show(<Searched text={sample} />);
    await expect.element(item(/^name: "Depot"$/)).toHaveAttribute('aria-level', '2');
    await expect.element(item(/^tags: \[2 items\]$/)).toHaveAttribute('aria-expanded', 'true');
    await expect.element(item(/^town: "Bergen"$/)).toHaveAttribute('aria-level', '3');
    await expect.element(item(/^empty: \{\}$/)).not.toHaveAttribute('aria-expanded');
    await expect.element(item(/^none: \[\]$/)).toBeVisible();
    await expect.element(item(/^open: true$/)).toBeVisible();
    await expect.element(item(/^note: null$/)).toHaveAttribute('aria-posinset', '5');
    await expect.element(item(/^note: null$/)).toHaveAttribute('aria-setsize', '5');
    await expectAccessible();
  });

  it('folds and opens by a click', async () => {
    await show(<Searched text={sample} />);
    await item(/^place/).click();
    await expect.element(item(/^place/)).toHaveAttribute('aria-expanded', 'false');
    await expect.element(item(/^town/)).not.toBeInTheDocument();
    await item(/^place/).click();
    await expect.element(item(/^town/)).toBeVisible();
  });

  it('is walked by keys as a tree is', async () => {
    await show(<Searched text={sample} />);
    (tree().element() as HTMLElement).focus();
    const steps: [key: string, text: string][] = [
      ['{ArrowDown}', 'name'],
      ['{ArrowDown}', 'tags'],
      ['{ArrowRight}', '0'],
      ['{ArrowLeft}', 'tags'],
      ['{ArrowLeft}', 'tags'],
      ['{ArrowDown}', 'place'],
      ['{End}', 'note'],
      ['{Home}', '{5 fields}'],
      ['{PageDown}', 'note'],
    ];
    for (const [key, text] of steps) {
      await userEvent.keyboard(key);
      await active(text);
    }
    await expect.element(item(/^tags/)).toHaveAttribute('aria-expanded', 'false');
  });

  it.each(['{Enter}', ' '])('folds and opens by the key %s', async (key) => {
    await show(<Searched text={sample} />);
    (tree().element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    await userEvent.keyboard(key);
    await expect.element(item(/^tags/)).toHaveAttribute('aria-expanded', 'false');
    await userEvent.keyboard(key);
    await expect.element(item(/^tags/)).toHaveAttribute('aria-expanded', 'true');
  });

  it('shows numbers as they were sent, whatever a double can hold', async () => {
    await show(<Searched text='{"id":12345678901234567890,"price":1.10,"far":1e400,"zero":-0}' />);
    for (const text of [/^id: 12345678901234567890$/, /^price: 1\.10$/, /^far: 1e400$/, /^zero: -0$/])
      await expect.element(item(text)).toBeVisible();
  });

  it('shows a name that comes twice twice, and markup as text', async () => {
    await show(<Searched text='{"a":1,"a":2,"html":"<img src=x onerror=alert(1)>"}' />);
    await expect.element(item(/^a: 1$/)).toBeVisible();
    await expect.element(item(/^a: 2$/)).toBeVisible();
    await expect.element(item(/<img src=x onerror=alert\(1\)>/)).toBeVisible();
    expect(document.querySelector('img')).toBeNull();
  });

  it('draws what is in view of a hundred thousand items', async () => {
    await show(<Searched text={JSON.stringify(Array.from({ length: 100_000 }, (_, at) => `item ${at}`))} />);
    (tree().element() as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    await expect.element(item(/^99999: "item 99999"/)).toBeInViewport();
    expect(page.getByRole('treeitem').elements().length).toBeLessThan(120);
  });

  it('shows a single value', async () => {
    await show(<Searched text='"alone"' />);
    await expect.element(item(/^"alone"/)).toBeVisible();
    await expectAccessible();
  });

  it('cuts a text that is very long', async () => {
    await show(<Searched text={JSON.stringify({ long: 'x'.repeat(5_000) })} />);
    await expect.poll(() => item(/^long/).element().textContent?.length).toBeLessThan(2_100);
  });
});

describe('the next value in the same place', () => {
  it('opens as the one before, at the same line', async () => {
    const shown = await show(<Searched place="same" text={sample} />);
    await item(/^place/).click();
    shown.change(<Searched place="same" text={sample.replace('Depot', 'Harbour')} />);
    await expect.element(item(/^name: "Harbour"/)).toBeVisible();
    await expect.element(item(/^place/)).toHaveAttribute('aria-expanded', 'false');
    await expect.element(item(/^tags/)).toHaveAttribute('aria-expanded', 'true');
    await active('place');
  });

  it('opens what was empty before, and what was not there', async () => {
    const shown = await show(<Searched place="grows" text="{}" />);
    await expect.element(item(/^\{\}/)).toBeVisible();
    shown.change(<Searched place="grows" text='{"rows":[],"folded":[1]}' />);
    await item(/^folded/).click();
    await expect.element(item(/^folded/)).toHaveAttribute('aria-expanded', 'false');
    shown.change(<Searched place="grows" text='{"rows":["first"],"folded":[1],"more":["second"]}' />);
    await expect.element(item(/^0: "first"/)).toBeVisible();
    await expect.element(item(/^0: "second"/)).toBeVisible();
    await expect.element(item(/^folded/)).toHaveAttribute('aria-expanded', 'false');
  });

  it('is not mixed up with that of another place', async () => {
    const shown = await show(<Searched key="a" place="here" text={sample} />);
    await item(/^place/).click();
    shown.change(<Searched key="b" place="there" text={sample} />);
    await expect.element(item(/^place/)).toHaveAttribute('aria-expanded', 'true');
  });
});

describe('searching and copying', () => {
  it('opens what hides a match, and goes there', async () => {
    await show(<Searched text={sample} />);
    await item(/^place/).click();
    await page.getByRole('textbox', { name: 'Search' }).fill('berg');
    await expect.element(page.getByText('1 found')).toBeVisible();
    await page.getByRole('button', { name: 'Show' }).click();
    await expect.element(item(/^town: "Bergen"/)).toHaveAttribute('aria-selected', 'true');
    await active('town');
    await expectAccessible();
  });

  it('can be read where names, texts, numbers and sizes match', async () => {
    await show(<Searched text='{"x1":"x","x2":12,"x3":[1,"x"],"x4":true}' />);
    await page.getByRole('textbox', { name: 'Search' }).fill('x');
    await expect.element(page.getByText('5 found')).toBeVisible();
    await expectAccessible();
    await item(/^x1/).hover();
    await expectAccessible();
  });

  it('finds no more than a thousand, and goes to one that is far down', async () => {
    const text = JSON.stringify(Array.from({ length: 20_000 }, (_, at) => (at < 15_000 ? 'x' : 'needle')));
    await show(<Searched text={text} />);
    await page.getByRole('textbox', { name: 'Search' }).fill('needle');
    await expect.element(page.getByText('1000 found')).toBeVisible();
    await page.getByRole('button', { name: 'Show' }).click();
    await expect.element(item(/^15000: "needle"/)).toBeInViewport();
  });

  it('folds and opens all by keys', async () => {
    await show(<Searched text={sample} />);
    (tree().element() as HTMLElement).focus();
    await userEvent.keyboard('-');
    await expect.element(item(/^town/)).not.toBeInTheDocument();
    await expect.element(item(/^name/)).toBeVisible();
    await userEvent.keyboard('+');
    await expect.element(item(/^town/)).toBeVisible();
  });

  it('shows what a value stands for beside it, and opens it by Enter', async () => {
    await show(<Searched text='{"hinted":12}' />);
    await expect.element(item(/^hinted: 12 a hint$/)).toBeVisible();
    (tree().element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.element(page.getByRole('status')).toMatchTextContent('/hinted');
    await expectAccessible();
  });

  it.each([
    ['a text bare', '{ArrowDown}{Control>}c{/Control}', 'Depot'],
    ['a list as JSON', '{ArrowDown}{ArrowDown}{Control>}c{/Control}', '[\n  "a",\n  "b"\n]'],
    ['the path', '{ArrowDown}{ArrowDown}{ArrowRight}{Control>}{Shift>}c{/Shift}{/Control}', "$['tags'][0]"],
  ])('copies %s by the keyboard', async (_what, keys, copied) => {
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await show(<Searched text={sample} />);
    (tree().element() as HTMLElement).focus();
    await userEvent.keyboard(keys);
    await expect.poll(() => write.mock.calls).toEqual([[copied]]);
  });

  it('copies by the buttons of the line where the cursor is', async () => {
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await show(<Searched text={sample} />);
    await item(/^town/).click();
    await page.getByRole('button', { name: 'Copy value' }).click();
    await page.getByRole('button', { name: 'Copy path' }).click();
    await expect.poll(() => write.mock.calls).toEqual([['Bergen'], ["$['place']['town']"]]);
    await expectAccessible();
  });
});
