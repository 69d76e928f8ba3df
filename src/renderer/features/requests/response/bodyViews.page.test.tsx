import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { JsonTreeRow, StreamEventRow } from '#contract/bodies.ts';
import { exchangeId } from '#contract/common.ts';
import type { SentRequest } from '#contract/requests.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { Bench, type BenchProps, sentWith } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ResponsePanel } from './ResponsePanel.tsx';

const encoder = new TextEncoder();

function showSent(
  sent: SentRequest | null,
  text = '',
  answers: Answers['requests'] = {},
  bench: Partial<BenchProps> = {},
) {
  const bytes = encoder.encode(text);
  const body: NonNullable<Answers['requests']>['body'] = ({ offset, length }) => {
    const data = new TextDecoder().decode(bytes.subarray(offset, offset + length));
    return { data, total: bytes.length, next: offset + length < bytes.length ? offset + length : null };
  };
  return show(
    <div style={{ height: 600, display: 'flex', flexDirection: 'column' }}>
      <Bench sent={sent} {...bench}>
        <ResponsePanel />
      </Bench>
    </div>,
    { answers: { requests: { body, ...answers } } },
  );
}

const withBody = (text: string, mediaType: string, more: Parameters<typeof sentWith>[0] = {}) =>
  sentWith({ mediaType, textual: true, bytes: encoder.encode(text).length, ...more });
const ways = () => page.getByRole('radiogroup', { name: 'Show the body as' });
const way = (name: string) => ways().getByText(name, { exact: true });

describe('JSON', () => {
  const text = '{"created_at":1796004000,"token":"eyJhbGciOiJub25lIn0.eyJleHAiOjF9.","id":12345678901234567890}';

  it('says which moment a number is, and takes a token apart by mouse and by Enter', async () => {
    await showSent(withBody(text, 'application/json'), text);
    await expect.element(page.getByRole('treeitem', { name: /^created_at/ })).toMatchTextContent(/2026/);
    await page.getByRole('button', { name: 'Decode JWT' }).click();
    const dialog = page.getByRole('dialog', { name: 'JSON Web Token' });
    await expect.element(dialog).toMatchTextContent(/Expired.*not verified/);
    await expect.element(dialog.getByRole('treeitem', { name: /^alg: "none"/ })).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard('{Escape}');
    (page.getByRole('tree').element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}{ArrowDown}{ArrowDown}{Enter}');
    await expect.element(dialog).toBeVisible();
  });

  it('is filtered by JSONPath, with a count, and paths and values to copy', async () => {
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const match = { at: 85, bytes: 20, kind: 'scalar' as const, size: 0, isCut: false };
    await showSent(withBody(text, 'application/json'), text, {
      filterJson: ({ path }) =>
        path === '$.['
          ? { matches: [], count: 0, more: false, problem: { message: 'Unexpected end', at: 2 } }
          : {
              matches: [{ ...match, path: "$['id']", text: '12345678901234567890' }],
              count: 1_200,
              more: false,
              problem: null,
            },
    });
    const field = page.getByRole('textbox', { name: 'Filter by JSONPath' });
    await field.fill('$.[');
    await expect.element(page.getByText('Unexpected end (at character 3)')).toBeVisible();
    await expectAccessible();
    await field.fill('$..id');
    await expect.element(page.getByText('1,200 matches, the first 1 shown')).toBeVisible();
    await expect.element(page.getByRole('option', { name: /12345678901234567890/ })).toBeVisible();
    (page.getByRole('listbox', { name: 'Matches' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{Control>}{Shift>}c{/Shift}{/Control}');
    await expect.poll(() => write.mock.calls).toEqual([["$['id']"]]);
    await expectAccessible();
  });

  it('that is long is a tree of rows which the console reads, walked and folded by keys', async () => {
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const row = (name: JsonTreeRow['name'], at: number, more: Partial<JsonTreeRow>): JsonTreeRow => ({
      ...{ name, at, bytes: 10, kind: 'scalar', size: 0, text: '1', isCut: false },
      ...more,
    });
    const asked = vi.fn();
    await showSent(withBody('', 'application/json', { bytes: 100_000_000 }), '[1]', {
      bodyRows: () => ({ rows: [], totalRows: 0, totalLines: 0 }),
      jsonRows: ({ at, from = 0, count = 200 }) => {
        asked(at, from);
        if (at === null) return { problem: null, rows: [row(null, 0, { kind: 'object', size: 2 })] };
        if (at === 0)
          return {
            problem: null,
            rows: [row('items', 5, { kind: 'list', size: 400_000 }), row('total', 9, { text: '1.10' })],
          };
        return {
          problem: null,
          rows: Array.from({ length: Math.min(count, 400_000 - from) }, (_, step) =>
            row(from + step, 100 + from + step, { text: `${from + step}` }),
          ),
        };
      },
    });
    await way('Tree').click();
    await expect
      .element(page.getByRole('treeitem', { name: /items: \[400,000 items\]/ }))
      .toHaveAttribute('aria-expanded', 'false');
    await expect.element(page.getByRole('treeitem', { name: /total: 1\.10/ })).toBeVisible();
    (page.getByRole('tree').element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{End}');
    await expect.element(page.getByRole('treeitem', { name: /399999: 399999/ })).toBeVisible();
    await userEvent.keyboard('{ArrowUp}{Control>}{Shift>}c{/Shift}{/Control}');
    await expect.poll(() => write.mock.calls.at(-1)).toEqual(["$['items'][399999]"]);
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(page.getByRole('treeitem', { name: /items/ })).toHaveAttribute('aria-selected', 'true');
    expect(page.getByRole('treeitem').elements().length).toBeLessThan(60);
    expect(asked.mock.calls.length).toBeLessThan(12);
    await expectAccessible();
    await page.getByRole('button', { name: 'Fold all' }).click();
    await expect.element(page.getByRole('treeitem', { name: /total: 1\.10/ })).toBeVisible();
  });

  it('that is long and is none says why', async () => {
    await showSent(withBody('', 'application/json', { bytes: 100_000_000 }), '[', {
      bodyRows: () => ({ rows: [], totalRows: 0, totalLines: 0 }),
      jsonRows: () => ({ problem: 'At byte 1 the text ends early.', rows: [] }),
    });
    await way('Tree').click();
    await expect.element(page.getByText(/can’t be shown as a tree. At byte 1 the text ends early/)).toBeVisible();
    await expectAccessible();
  });
});

describe('other kinds of text', () => {
  it('separated values are a table with names, searched', async () => {
    const text = `name,note\n${Array.from({ length: 5_000 }, (_, at) => `item ${at},"a, ""quoted"" one"`).join('\n')}\n`;
    await showSent(withBody(text, 'text/csv'), text);
    const table = page.getByRole('table', { name: 'Values' });
    await expect.element(table.getByRole('columnheader', { name: 'note' })).toBeVisible();
    await expect.element(table.getByRole('cell', { name: 'a, "quoted" one' }).first()).toBeVisible();
    await expect.element(page.getByText('5,000 rows, 2 columns')).toBeVisible();
    expect(table.getByRole('row').elements().length).toBeLessThan(80);
    await expectAccessible();
    await page.getByRole('textbox', { name: 'Search in the body' }).fill('item 4999');
    await expect.element(page.getByText('1 row found, 2 columns')).toBeVisible();
    await page.getByRole('checkbox', { name: 'The first row holds names' }).click();
    await expect.element(table.getByRole('columnheader', { name: 'Column 2' })).toBeVisible();
  });

  it('HTML is drawn without scripts, and nothing of it reaches the network', async () => {
    const text = `<html><head><script>parent.postMessage('ran', '*')</script><link rel="stylesheet" href="/never.css">
      <base href="http://127.0.0.1:1/"><meta http-equiv="refresh" content="0;url=/never"></head><body onload="parent.postMessage('ran', '*')">
      <h1>Hello</h1><img src="/never.png" onerror="parent.postMessage('ran', '*')"><iframe src="/never"></iframe>
      <form action="/never"><button>Go</button></form><a href="/never">away</a><style>h1{color:red}</style></body></html>`;
    const ran = vi.fn();
    window.addEventListener('message', ({ data }) => data === 'ran' && ran());
    const drawn = new Promise((resolve) =>
      document.addEventListener('load', ({ target }) => target instanceof HTMLIFrameElement && resolve(null), true),
    );
    await showSent(withBody(text, 'text/html'), text);
    await way('Preview').click();
    const frame = page.getByTitle('Preview of the response');
    await expect.element(frame).toHaveAttribute('sandbox', '');
    const srcdoc = frame.element().getAttribute('srcdoc') ?? '';
    expect(srcdoc).toMatch(/^<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'/);
    expect(srcdoc).toContain('<h1>Hello</h1>');
    expect(srcdoc).not.toMatch(/<script|<link|<base|refresh|<iframe|<form|onload|onerror|href="\/never"/);
    await drawn;
    expect(ran).not.toHaveBeenCalled();
    const asked = performance.getEntriesByType('resource').map(({ name }) => name);
    expect(asked.filter((name) => name.includes('never'))).toEqual([]);
    await expectAccessible();
  });

  it('XML is set in line by line, and folds', async () => {
    const text = '<a><b>text</b><c><d/></c></a>';
    await showSent(withBody(text, 'application/xml'), text);
    const viewer = page.getByRole('textbox', { name: 'Body of the response' });
    await expect.element(viewer).toMatchTextContent(/<a> *<b>text<\/b> *<c> *<d\/>/);
    await expect
      .poll(() => document.querySelectorAll('.cm-foldGutter .cm-gutterElement span').length)
      .toBeGreaterThan(1);
    await way('Raw').click();
    await expect.element(viewer).toMatchTextContent(text);
  });

  it('XML that is long is formatted on a thread', async () => {
    const threads = vi.fn();
    vi.stubGlobal(
      'Worker',
      class extends Worker {
        constructor(address: string | URL, options?: WorkerOptions) {
          threads();
          super(address, options);
        }
      },
    );
    const parcels = '<parcel><town>Bergen</town></parcel>'.repeat(3_000);
    await showSent(withBody(`<all>${parcels}</all>`, 'application/xml'), `<all>${parcels}</all>`);
    const viewer = page.getByRole('textbox', { name: 'Body of the response' });
    await expect.element(viewer, { timeout: 45_000 }).toMatchTextContent(/<all> *<parcel> *<town>Bergen<\/town>/);
    await expect.poll(() => viewer.element().querySelectorAll('.cm-line').length).toBeGreaterThan(10);
    expect(threads).toHaveBeenCalledTimes(1);
    vi.unstubAllGlobals();
  });

  it('a token that is all of a body is shown taken apart', async () => {
    const text = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5hIn0.';
    await showSent(withBody(text, 'text/plain'), text);
    await way('JWT').click();
    await expect.element(page.getByRole('treeitem', { name: /sub: "anna"/ })).toBeVisible();
    await expect.element(page.getByText('Never expires')).toBeVisible();
    await expectAccessible();
  });
});

describe('a stream of events', () => {
  const event = (seq: number): StreamEventRow => ({
    seq,
    at: seq * 10,
    type: seq % 2 === 0 ? 'tick' : 'message',
    id: String(seq),
    data: `{"n":${seq}}`,
    length: 8,
  });
  const all = Array.from({ length: 10_000 }, (_, at) => event(at + 1));
  const answers = (live: boolean, count = () => all.length): Answers['requests'] => ({
    events: ({ after = 0, limit = 500 }) => ({
      kind: 'sse',
      events: all.slice(after, Math.min(count(), after + limit)),
      total: count(),
      first: 1,
      live,
    }),
  });

  it('is a list, the last one first, of which what is in view is drawn; one is opened as a tree', async () => {
    await showSent(withBody('', 'text/event-stream', { bytes: 200_000 }), '', answers(false));
    await expect.element(page.getByText('10,000 events')).toBeVisible();
    await expect.element(page.getByRole('option', { name: /10000.*\+100\.00 s.*tick.*\{"n":10000\}/ })).toBeVisible();
    expect(page.getByRole('option').elements().length).toBeLessThan(60);
    await page.getByRole('option', { name: /"n":9999/ }).click();
    await expect.element(page.getByRole('treeitem', { name: /^n: 9999/ })).toBeVisible();
    await expectAccessible();
    (page.getByRole('listbox', { name: 'Events' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    await expect.element(page.getByRole('treeitem', { name: /^n: 1$/ })).toBeVisible();
  });

  it('is filtered by text and type', async () => {
    await showSent(withBody('', 'text/event-stream', { bytes: 200_000 }), '', answers(false));
    await page.getByRole('textbox', { name: 'Filter events by text' }).fill('"n":77}');
    await expect.element(page.getByText('1 of 10,000 events')).toBeVisible();
    await page.getByRole('textbox', { name: 'Filter events by text' }).fill('');
    await page.getByRole('combobox', { name: 'Type of event' }).click();
    await page.getByRole('option', { name: 'tick', exact: true }).click();
    await expect.element(page.getByText('5,000 of 10,000 events')).toBeVisible();
    await page.getByRole('textbox', { name: 'Filter events by text' }).fill('nowhere');
    await expect.element(page.getByText('No event matches.')).toBeVisible();
    await expectAccessible();
  });

  it('grows while it arrives, stays as it is when paused, and goes on', async () => {
    let count = 2;
    const live = { status: 200, mediaType: 'text/event-stream', bytes: 100, text: '' };
    const liveId = exchangeId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c12');
    await showSent(
      null,
      '',
      answers(true, () => count),
      { live, liveId, sentAt: Date.now() },
    );
    await expect.element(page.getByText('2 events')).toBeVisible();
    count = 3;
    await expect.element(page.getByText('3 events')).toBeVisible();
    await page.getByRole('button', { name: 'Pause' }).click();
    count = 9;
    await expect.element(page.getByText('Paused, 3 events')).toBeVisible();
    await expectAccessible();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.element(page.getByText('9 events')).toBeVisible();
  });
});
