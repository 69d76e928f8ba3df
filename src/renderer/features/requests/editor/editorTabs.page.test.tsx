import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { RequestDraft } from '#contract/requests.ts';
import { Bench } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { FormFields } from './FormFields.tsx';
import { HeadersTab, ParamsTab } from './ParameterTabs.tsx';

type Form = Extract<RequestDraft['body'], { kind: 'form' }>;

function Body({ mediaType, onBody }: { mediaType: string; onBody: (body: Form) => void }) {
  const [body, setBody] = useState<Form>({
    kind: 'form',
    mediaType,
    fields: [{ name: 'town', value: '', enabled: false }],
  });
  const change = (next: Form) => {
    setBody(next);
    onBody(next);
  };
  return <FormFields body={body} onChange={change} />;
}

describe('the fields of a form', () => {
  it('are typed, switched, added and removed', async () => {
    const onBody = vi.fn<(body: Form) => void>();
    const fields = () => onBody.mock.calls.at(-1)?.[0].fields;
    await show(<Body mediaType="application/x-www-form-urlencoded" onBody={onBody} />);
    await page.getByRole('textbox', { name: 'Value of town' }).fill('Bergen');
    expect(fields()).toEqual([{ name: 'town', value: 'Bergen', enabled: true }]);
    await page.getByRole('checkbox', { name: 'Send town' }).click();
    expect(fields()?.[0]?.enabled).toBe(false);
    await page.getByRole('button', { name: 'Add a field' }).click();
    await page.getByRole('textbox', { name: 'Value of the new field' }).fill('1');
    await page.getByRole('textbox', { name: 'Name of the field' }).nth(1).fill('count');
    expect(fields()?.[1]).toEqual({ name: 'count', value: '1', enabled: true });
    await expectAccessible();
    await page.getByRole('button', { name: 'Remove town' }).click();
    expect(fields()).toEqual([{ name: 'count', value: '1', enabled: true }]);
  });

  it('take files only where the form can carry them', async () => {
    await show(<Body mediaType="application/x-www-form-urlencoded" onBody={() => undefined} />);
    await expect.element(page.getByRole('button', { name: 'Choose a file for town' })).not.toBeInTheDocument();
  });

  it('offer a file in a form of many parts', async () => {
    await show(<Body mediaType="multipart/form-data" onBody={() => undefined} />);
    await expect.element(page.getByRole('button', { name: 'Choose a file for town' })).toBeVisible();
    await expectAccessible();
  });
});

describe('the parameters of a request', () => {
  const parameters = [
    { name: 'page', in: 'query', required: false, schema: { type: 'integer' } },
    { name: 'X-Trace', in: 'header', required: false, schema: { type: 'string' } },
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'kind', in: 'query', required: true, schema: { type: 'string' } },
  ] as const;
  const detail = {
    parameters: parameters.map((one) => ({
      ...one,
      style: 'form' as const,
      explode: true,
      deprecated: false,
      allowReserved: false,
    })),
  };

  it('stand in the order in which they are needed, and headers apart', async () => {
    await show(
      <Bench detail={detail as never}>
        <ParamsTab />
      </Bench>,
    );
    const names = () =>
      page
        .getByRole('checkbox')
        .elements()
        .map((box) => box.getAttribute('aria-label'));
    await expect.poll(names).toEqual(['Send id', 'Send kind', 'Send page']);
    await expectAccessible();
  });

  it('in braces of an address have a field', async () => {
    await show(
      <Bench draft={{ url: 'http://127.0.0.1/{town}/{street}?q={no}' }}>
        <ParamsTab />
      </Bench>,
    );
    await expect.element(page.getByRole('textbox', { name: /^town/ })).toBeVisible();
    await expect.element(page.getByRole('textbox', { name: /^street/ })).toBeVisible();
    await expect.element(page.getByRole('textbox', { name: /^no/ })).not.toBeInTheDocument();
  });

  it('that nobody declared are pairs, beside those that are', async () => {
    const onDraft = vi.fn<(draft: RequestDraft) => void>();
    await show(
      <Bench detail={detail as never} onDraft={onDraft}>
        <HeadersTab />
      </Bench>,
    );
    await expect.element(page.getByRole('textbox', { name: 'X-Trace' })).toBeVisible();
    const headers = page.getByRole('region', { name: 'Headers' });
    await headers.getByRole('button', { name: 'Add' }).click();
    await headers.getByRole('combobox', { name: 'Name' }).fill('If-M');
    await page.getByRole('option', { name: 'If-Match' }).click();
    await headers.getByRole('textbox', { name: 'Value of If-Match' }).fill('"1"');
    expect(onDraft.mock.calls.at(-1)?.[0].parameters).toEqual([
      { name: 'If-Match', in: 'header', value: '"1"', enabled: true },
    ]);
    await expectAccessible();
    await headers.getByRole('button', { name: 'Remove If-Match' }).click();
    expect(onDraft.mock.calls.at(-1)?.[0].parameters).toEqual([]);
  });

  it('of the same name in two places are told apart', async () => {
    const both = [
      { name: 'a', in: 'header' as const, value: '1', enabled: true },
      { name: 'a', in: 'cookie' as const, value: '2', enabled: true },
    ];
    await show(
      <Bench draft={{ parameters: both }}>
        <HeadersTab />
      </Bench>,
    );
    await expect
      .element(page.getByRole('region', { name: 'Cookies' }).getByRole('textbox', { name: 'Value of a' }))
      .toHaveValue('2');
    await expect
      .element(page.getByRole('region', { name: 'Headers' }).getByRole('textbox', { name: 'Value of a' }))
      .toHaveValue('1');
  });
});
