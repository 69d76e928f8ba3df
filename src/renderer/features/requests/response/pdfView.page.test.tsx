import { type ReactNode, useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { commonFaults } from '#contract/fault.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { Bench, sentWith } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { pdfDocument } from '#test/support/pdfDocument.ts';
import { useWorkbench, WorkbenchContext } from '../workbench.ts';
import { ResponsePanel } from './ResponsePanel.tsx';

type Body = NonNullable<NonNullable<Answers['requests']>['body']>;

/** Shows a PDF whose bytes come by windows, and says which were asked for. */
async function showPdf(text: string, body?: Body) {
  const windows: { offset: number; length: number }[] = [];
  const fromText: Body = ({ offset, length }) => {
    windows.push({ offset, length });
    const end = Math.min(text.length, offset + length);
    return { data: btoa(text.slice(offset, end)), total: text.length, next: end < text.length ? end : null };
  };
  const sent = sentWith({ mediaType: 'application/pdf', textual: false, bytes: text.length });
  await show(
    <div style={{ height: 600, width: 700, display: 'flex', flexDirection: 'column' }}>
      <Bench sent={sent}>
        <InTabOfItsOwn>
          <ResponsePanel />
        </InTabOfItsOwn>
      </Bench>
    </div>,
    { answers: { requests: { body: body ?? fromText } } },
  );
  return windows;
}

/** How far a response is scrolled is kept for its tab. */
function InTabOfItsOwn({ children }: { children: ReactNode }) {
  const [key] = useState(() => crypto.randomUUID());
  return <WorkbenchContext value={{ ...useWorkbench(), key }}>{children}</WorkbenchContext>;
}

const waybills = (count: number) => Array.from({ length: count }, (_, at) => [`Waybill ${at + 1}`, 'To Bergen']);
const frame = () => page.getByRole('document', { name: 'PDF document' });
const sheet = (number: number, of: number) => frame().getByRole('region', { name: `Page ${number} of ${of}` });
const field = () => page.getByRole('textbox', { name: 'Page' });
const zoom = () => page.getByRole('status', { name: 'Zoom' });
const focus = () => (frame().element() as HTMLElement).focus();

describe('a PDF', () => {
  it('is drawn page by page as pages come into view, with their text', async () => {
    await showPdf(pdfDocument(waybills(200)));
    // The first one loads what reads them all.
    await expect.element(sheet(1, 200).getByText('Waybill 1', { exact: true }), { timeout: 45_000 }).toBeVisible();
    await expect.poll(() => document.querySelectorAll('section canvas').length).toBeGreaterThan(0);
    expect(frame().getByRole('region').elements().length).toBeLessThan(8);
    await expect.element(page.getByText('of 200', { exact: true })).toBeVisible();
    await expectAccessible();
    frame().element().scrollTo({ top: 100_000 });
    await expect.poll(() => Number((field().element() as HTMLInputElement).value)).toBeGreaterThan(50);
    await expect.element(sheet(1, 200)).not.toBeInTheDocument();
  });

  it('has keys and buttons for pages', async () => {
    await showPdf(pdfDocument(waybills(20)));
    await expect.element(sheet(1, 20)).toBeVisible();
    focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(field()).toHaveValue('2');
    await userEvent.keyboard('{End}');
    await expect.element(field()).toHaveValue('20');
    await expect.element(page.getByRole('button', { name: 'Next page' })).toHaveAttribute('aria-disabled', 'true');
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(field()).toHaveValue('19');
    await page.getByRole('button', { name: 'Previous page' }).click();
    await expect.element(field()).toHaveValue('18');
    await field().fill('7');
    await userEvent.keyboard('{Enter}');
    await expect.element(sheet(7, 20).getByText('Waybill 7')).toBeInViewport();
    await userEvent.keyboard('{Tab}');
    await expect.element(field()).toHaveValue('7');
  });

  it('is as wide as there is room, and larger or smaller by keys and buttons, with the page in view kept', async () => {
    await showPdf(pdfDocument(waybills(20)));
    await expect.element(sheet(1, 20)).toBeVisible();
    const room = frame().element().clientWidth;
    await expect.poll(() => sheet(1, 20).element().clientWidth).toBeGreaterThan(room - 60);
    expect(frame().element().scrollWidth).toBeLessThanOrEqual(room);
    focus();
    await userEvent.keyboard('{End}');
    await expect.element(field()).toHaveValue('20');
    await userEvent.keyboard('0');
    await expect.element(zoom()).toMatchTextContent(/^100 %$/);
    await expect.element(field()).toHaveValue('20');
    await expect.poll(() => sheet(20, 20).element().clientWidth).toBe(560);
    await userEvent.keyboard('+');
    await expect.element(zoom()).toMatchTextContent(/^125 %$/);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await expect.element(zoom()).toMatchTextContent(/^80 %$/);
    await expect.element(field()).toHaveValue('20');
    await page.getByRole('button', { name: 'Fit width' }).click();
    await expect.element(page.getByRole('button', { name: 'Fit width' })).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(() => sheet(20, 20).element().clientWidth).toBeGreaterThan(room - 60);
  });

  it('that is long is read only where it is looked at', async () => {
    const filling = `${'x'.repeat(4_000_000)}`;
    const windows = await showPdf(pdfDocument([['Waybill 1']], { unused: filling }));
    await expect.element(sheet(1, 1).getByText('Waybill 1')).toBeVisible();
    expect(windows.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1_500_000);
  });

  it('holds nothing that runs, leads away or takes a click', async () => {
    const alert = vi.spyOn(window, 'alert').mockImplementation(() => undefined);
    await showPdf(pdfDocument(waybills(1)));
    await expect.element(sheet(1, 1).getByText('Waybill 1')).toBeVisible();
    expect(frame().element().querySelectorAll('a, button, input, iframe, script, object, embed').length).toBe(0);
    expect(alert).not.toHaveBeenCalled();
  });

  it('without text says so to those who do not see it', async () => {
    await showPdf(pdfDocument([[]]));
    await expect.element(sheet(1, 1).getByText('This page holds no text that can be read.')).toBeInTheDocument();
    await expectAccessible();
  });
});

describe('a PDF that is not shown', () => {
  it.each([
    ['with a password', pdfDocument([['Waybill']], { locked: true }), 'The PDF is protected by a password'],
    ['that is none', 'Not Found', 'Can’t show this PDF'],
    ['that ends early', pdfDocument(waybills(3)).slice(0, 300), 'Can’t show this PDF'],
  ])('%s says what it is, and leaves its bytes and Save', async (_, text, title) => {
    await showPdf(text);
    await expect.element(page.getByRole('heading', { name: title })).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible();
    await expectAccessible();
    await page.getByRole('radiogroup', { name: 'Show the body as' }).getByText('Hex').click();
    await expect.element(page.getByRole('document', { name: 'Bytes of the response' })).toBeVisible();
  });

  it('since its bytes could not be read can be tried again', async () => {
    const text = pdfDocument(waybills(2));
    let isThere = false;
    await showPdf(text, ({ offset, length }) => {
      if (!isThere) throw commonFaults.fault('NOT_FOUND', 'The body is no longer kept.');
      return { data: btoa(text.slice(offset, offset + length)), total: text.length, next: null };
    });
    await expect.element(page.getByRole('alert')).toMatchTextContent(/The PDF could not be read.*no longer kept/);
    isThere = true;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.element(sheet(1, 2)).toBeVisible();
  });
});
