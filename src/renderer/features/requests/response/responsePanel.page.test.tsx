import { describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { exchangeId } from '#contract/common.ts';
import { requestFaults, type SentRequest } from '#contract/requests.ts';
import { defaultSettings } from '#contract/settings.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { Bench, type BenchProps, sentWith } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ResponsePanel } from './ResponsePanel.tsx';

const encoder = new TextEncoder();

/** Answers the pieces of a kept body as the console does. */
function bodyOf(text: string): NonNullable<Answers['requests']> {
  const bytes = encoder.encode(text);
  return {
    body: ({ offset, length, as }) => {
      const piece = bytes.subarray(offset, offset + length);
      const next = offset + length < bytes.length ? offset + length : null;
      const data = as === 'text' ? new TextDecoder().decode(piece) : btoa(String.fromCharCode(...piece));
      return { data, total: bytes.length, next };
    },
  };
}

const panel = (sent: SentRequest, bench: Partial<BenchProps> = {}) => (
  <div style={{ height: 600, display: 'flex', flexDirection: 'column' }}>
    <Bench sent={sent} {...bench}>
      <ResponsePanel />
    </Bench>
  </div>
);

function showSent(sent: SentRequest, text = '', bench: Partial<BenchProps> = {}) {
  return show(panel(sent, bench), { answers: { requests: bodyOf(text) } });
}

/** A response with this body. */
const withBody = (text: string, mediaType: string, textual = true) =>
  sentWith({ mediaType, textual, bytes: encoder.encode(text).length });

const status = () => page.getByRole('status').first();
const tab = (name: string | RegExp) => page.getByRole('tab', { name });
const ways = () => page.getByRole('radiogroup', { name: 'Show the body as' });
const way = (name: string) => ways().getByText(name, { exact: true });

describe('the head of a response', () => {
  it('says status, time and size', async () => {
    await showSent(sentWith({ bytes: 2_000 }), '{}');
    await expect.element(status()).toMatchTextContent('200 OK');
    await expect.element(status()).toMatchTextContent('142 ms');
    await expect.element(status()).toMatchTextContent('2.0 kB');
    await expectAccessible();
  });

  it.each([
    [{ statusText: '' }, /^200/],
    [{ status: 404, statusText: 'Not Found' }, '404 Not Found'],
    [{ status: 503, statusText: 'Service Unavailable' }, '503 Service Unavailable'],
    [{ status: 301, statusText: 'Moved Permanently' }, '301 Moved Permanently'],
    [{ status: 7, statusText: 'Odd' }, '007 Odd'],
    [{ truncated: true }, 'incomplete'],
    [{ unverified: true }, 'Certificate not verified'],
  ] as const)('says of %j what matters', async (received, words) => {
    await showSent(sentWith({ ...received, bytes: 0 }));
    await expect.element(status()).toMatchTextContent(words);
    await expectAccessible();
  });

  it('says that there is no body', async () => {
    await showSent(sentWith({ bytes: 0 }));
    await expect.element(page.getByText('The response has no body.')).toBeVisible();
  });
});

describe('a body', () => {
  it('of JSON is a tree, which is searched from match to match', async () => {
    await showSent(
      withBody('{"town":"Bergen","towns":["Voss"]}', 'application/json'),
      '{"town":"Bergen","towns":["Voss"]}',
    );
    await expect.element(page.getByRole('treeitem', { name: /^town: "Bergen"/ })).toBeVisible();
    await page.getByRole('textbox', { name: 'Search in the body' }).fill('town');
    await expect.element(page.getByText('2 found')).toBeVisible();
    await page.getByRole('button', { name: 'Next match' }).click();
    await expect.element(page.getByText('1 of 2 found')).toBeVisible();
    await expect.element(page.getByRole('treeitem', { name: /^town: / })).toHaveAttribute('aria-selected', 'true');
    await page.getByRole('button', { name: 'Previous match' }).click();
    await expect.element(page.getByText('2 of 2 found')).toBeVisible();
    await expectAccessible();
    await page.getByRole('textbox', { name: 'Search in the body' }).fill('nowhere');
    await expect.element(page.getByText('No results')).toBeVisible();
  });

  it('of JSON is formatted as text, and raw as it came', async () => {
    const text = '{"a":1.10,"b":[true]}';
    await showSent(withBody(text, 'application/json'), text);
    await way('Text').click();
    const body = page.getByRole('textbox', { name: 'Body of the response' });
    await expect.poll(() => body.element().querySelectorAll('.cm-line').length).toBe(6);
    await expect.element(body).toMatchTextContent('"a": 1.10,');
    await way('Raw').click();
    await expect.element(body).toMatchTextContent(text);
    await expectAccessible();
  });

  it('that says it is JSON and is not, says where and is shown as text', async () => {
    await showSent(withBody('{"a":', 'application/json'), '{"a":');
    await expect.element(page.getByText(/^The body says it is JSON and is not: /)).toBeVisible();
    await expect.element(page.getByRole('textbox', { name: 'Body of the response' })).toMatchTextContent('{"a":');
    await expect.element(way('Tree')).not.toBeInTheDocument();
    await expectAccessible();
  });

  it('of text is text, whose lines are wrapped or not', async () => {
    await showSent(withBody('one\ntwo', 'text/plain'), 'one\ntwo');
    await expect.element(page.getByRole('textbox', { name: 'Body of the response' })).toMatchTextContent('onetwo');
    const wrap = page.getByRole('button', { name: 'Wrap lines' });
    await expect.element(wrap).toHaveAttribute('aria-pressed', 'true');
    await wrap.click();
    await expect.element(wrap).toHaveAttribute('aria-pressed', 'false');
    await expectAccessible();
  });

  it('of HTML is shown as text, and nothing of it runs', async () => {
    const html = '<h1>Hello</h1><script>document.title="taken"</script>';
    await showSent(withBody(html, 'text/html'), html);
    await expect.element(page.getByRole('textbox', { name: 'Body of the response' })).toMatchTextContent(html);
    await expect.element(page.getByRole('heading', { name: 'Hello' })).not.toBeInTheDocument();
    expect(document.title).not.toBe('taken');
  });

  it('of bytes is shown as bytes', async () => {
    await showSent(withBody('AB\u0000~', 'application/octet-stream', false), 'AB\u0000~');
    const bytes = page.getByRole('document', { name: 'Bytes of the response' });
    await expect.element(bytes).toMatchTextContent('00000000');
    await expect.element(bytes).toMatchTextContent('41 42 00 7e');
    await expect.element(bytes).toMatchTextContent('AB·~');
    await expectAccessible();
  });

  it('that cannot be read says so, and is read at another try', async () => {
    const gone = requestFaults.fault('BODY_GONE', 'The body is no longer kept.');
    const shown = await show(panel(withBody('{"a":1}', 'application/json')), {
      answers: {
        requests: {
          body: () => {
            throw gone;
          },
        },
      },
    });
    await expect.element(page.getByRole('alert')).toMatchTextContent('The body is no longer kept.');
    shown.console.answer({ requests: bodyOf('{"a":1}') });
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.element(page.getByRole('treeitem', { name: /^a: 1/ })).toBeVisible();
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  });

  it('keeps the part that was looked at when the request is sent again', async () => {
    const shown = await showSent(withBody('{}', 'application/json'), '{}');
    await tab('Timing').click();
    shown.change(panel(sentWith({ bytes: 2 }, { id: exchangeId.parse('6e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c11') })));
    await expect.element(page.getByText('Total', { exact: true })).toBeVisible();
  });
});

const fault = {
  code: 'NETWORK',
  message: 'The host refused the connection.',
  phase: 'connect',
  tried: '127.0.0.1:9',
  todo: 'Start the service.',
  kept: null,
  certificate: null,
};

describe('where nothing came', () => {
  it('it says what to do first, and that it waits', async () => {
    const shown = await show(
      <Bench>
        <ResponsePanel />
      </Bench>,
    );
    await expect.element(page.getByRole('heading', { name: 'No response yet' })).toBeVisible();
    await expectAccessible();
    shown.change(
      <Bench sentAt={Date.now()}>
        <ResponsePanel />
      </Bench>,
    );
    await expect.element(page.getByText('Waiting for the response')).toBeVisible();
    await expect.element(page.getByRole('region', { name: 'Response' })).toHaveAttribute('aria-busy', 'true');
  });

  it('it says in which phase it failed, what was tried and what to do', async () => {
    await showSent(sentWith(null, { fault }));
    const alert = page.getByRole('alert');
    await expect.element(alert).toMatchTextContent('The host refused the connection.');
    await expect.element(alert).toMatchTextContent('Failed while connecting.');
    await expect.element(alert).toMatchTextContent('Tried: 127.0.0.1:9');
    await expect.element(alert).toMatchTextContent('Start the service.');
    await expect.element(page.getByText('not needed').first()).toBeVisible();
    await expectAccessible();
  });

  it('it says that it was cancelled, and by nobody else', async () => {
    await showSent(sentWith(null, { fault: { ...fault, code: 'CANCELLED', phase: 'wait' } }));
    await expect.element(page.getByRole('alert')).toMatchTextContent('Cancelled');
    await expect.element(page.getByRole('alert')).toMatchTextContent('Stopped while waiting for the first byte.');
    await expect.element(page.getByRole('alert')).not.toMatchTextContent('Tried');
  });

  it('it shows what came beside the fault that ended it', async () => {
    await showSent(
      sentWith(
        { mediaType: 'text/plain', bytes: 4 },
        { fault: { ...fault, phase: 'download', kept: 'What came is kept.' } },
      ),
      'half',
    );
    await expect.element(page.getByRole('alert')).toMatchTextContent('What came is kept.');
    await expect.element(status()).toMatchTextContent('incomplete');
    await expect.element(page.getByRole('textbox', { name: 'Body of the response' })).toMatchTextContent('half');
  });

  it('it shows the end of what is still arriving', async () => {
    const text = Array.from({ length: 200 }, (_, at) => `event ${at}`).join('\n');
    await show(
      <div style={{ height: 300, display: 'grid' }}>
        <Bench sentAt={Date.now()} live={{ status: 200, mediaType: 'text/event-stream', bytes: 3_000, text }}>
          <ResponsePanel />
        </Bench>
      </div>,
    );
    const live = page.getByRole('region', { name: 'The end of what came' });
    await expect.element(live).toBeVisible();
    await expect.element(page.getByText('3.0 kB so far')).toBeVisible();
    const { scrollTop, scrollHeight, clientHeight } = live.element();
    expect(scrollTop + clientHeight).toBeGreaterThan(scrollHeight - 2);
    await expectAccessible();
  });
});

it('accepts a certificate for its host alone, and sends the request again', async () => {
  const print = Array.from({ length: 32 }, () => 'AB').join(':');
  const certificate = `127.0.0.1:8443 ${print}`;
  const send = vi.fn();
  const settings: NonNullable<Answers['settings']> = {
    get: () => defaultSettings,
    update: ({ network }) => ({
      ...defaultSettings,
      network: { ...defaultSettings.network, certificateExceptions: network?.certificateExceptions ?? [] },
    }),
  };
  const { console } = await show(
    <Bench sent={sentWith(null, { fault: { ...fault, certificate } })} send={send}>
      <ResponsePanel />
    </Bench>,
    { answers: { settings } },
  );
  await expect.element(page.getByRole('alert')).toMatchTextContent(print);
  await expectAccessible();
  await page.getByRole('button', { name: 'Accept for 127.0.0.1:8443 and send' }).click();
  await expect.poll(() => send.mock.calls.length).toBe(1);
  expect(console.asked('settings.update')).toEqual([
    { network: { certificateExceptions: [certificate] }, expected: { 'network.certificateExceptions': [] } },
  ]);
  await expect.element(page.getByRole('button', { name: /^Accept for/ })).not.toBeInTheDocument();
});
