import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { RequestDraft } from '#contract/requests.ts';
import { Bench, type BenchProps } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { BodyTab } from './BodyTab.tsx';
import { HeadersTab } from './ParameterTabs.tsx';

/** Shows the body, and answers the draft as it is. */
async function showBody(bench: Partial<BenchProps> = {}) {
  const onDraft = vi.fn<(draft: RequestDraft) => void>();
  await show(
    <Bench onDraft={onDraft} {...bench}>
      <div style={{ display: 'flex', flexDirection: 'column', height: 500 }}>
        <BodyTab />
      </div>
    </Bench>,
  );
  return () => onDraft.mock.calls.at(-1)?.[0];
}

const kind = () => page.getByRole('combobox', { name: 'Body type' });

async function choose(option: string) {
  await kind().click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

describe('the kind of a body', () => {
  it.each([
    ['JSON', { kind: 'text', mediaType: 'application/json', text: '' }],
    ['XML', { kind: 'text', mediaType: 'application/xml', text: '' }],
    ['Text', { kind: 'text', mediaType: 'text/plain', text: '' }],
    ['Form (URL-encoded)', { kind: 'form', mediaType: 'application/x-www-form-urlencoded', fields: [] }],
    ['Form (multipart)', { kind: 'form', mediaType: 'multipart/form-data', fields: [] }],
    ['File', { kind: 'file', mediaType: 'application/octet-stream', name: '', data: '' }],
  ])('%s is one', async (option, body) => {
    const draft = await showBody();
    await expect.element(kind()).toHaveValue('No body');
    await choose(option);
    expect(draft()?.body).toEqual(body);
    await expectAccessible();
  });

  it('of GraphQL goes out by POST', async () => {
    const draft = await showBody();
    await choose('GraphQL');
    expect(draft()).toMatchObject({ method: 'POST', body: { kind: 'graphql', query: '' } });
    await expect.element(page.getByRole('textbox', { name: 'Query' })).toBeVisible();
    await expectAccessible();
  });

  it('that the operation declares comes first, under its own name', async () => {
    const contents = [{ mediaType: 'application/vnd.parcel+json', schema: true, encoding: [] }];
    await showBody({ detail: { requestBody: { required: true, contents } } as never });
    await kind().click();
    const options = () =>
      page
        .getByRole('option')
        .elements()
        .map(({ textContent }) => textContent);
    await expect.poll(() => options()[0]).toBe('application/vnd.parcel+json');
    expect(options()).toContain('JSON');
  });
});

describe('a body of text', () => {
  it('is written over lines, its variables as they are', async () => {
    const body = { kind: 'text', mediaType: 'application/json', text: '{"id":{{id}},"n":1.0}' } as const;
    const draft = await showBody({ draft: { body } });
    await page.getByRole('button', { name: 'Beautify' }).click();
    expect(draft()?.body).toEqual({ ...body, text: '{\n  "id": {{id}},\n  "n": 1.0\n}' });
  });

  it('that is not what it says stays, and is told so', async () => {
    const body = { kind: 'text', mediaType: 'application/xml', text: '<a><b></a>' } as const;
    const draft = await showBody({ draft: { body } });
    await page.getByRole('button', { name: 'Beautify' }).click();
    await expect.element(page.getByRole('alert')).toMatchTextContent(/not valid XML/);
    expect(draft()).toBeUndefined();
    await expectAccessible();
  });
});

describe('a part of a form', () => {
  const form = { kind: 'form', mediaType: 'multipart/form-data', fields: [{ name: 'row', value: '1', enabled: true }] };

  it('has a content type and a description', async () => {
    const draft = await showBody({ draft: { body: form as never } });
    await page.getByRole('button', { name: 'Details of row' }).click();
    await page.getByRole('combobox', { name: 'Content type of row' }).fill('text/csv');
    await page.getByRole('textbox', { name: 'Description of row' }).fill('Rows');
    expect(draft()?.body).toMatchObject({
      fields: [{ name: 'row', value: '1', mediaType: 'text/csv', description: 'Rows' }],
    });
    await userEvent.keyboard('{Escape}');
    await expectAccessible();
  });

  it('is a file or a text', async () => {
    const draft = await showBody({ draft: { body: form as never } });
    await page.getByRole('button', { name: 'Details of row' }).click();
    await page.getByRole('combobox', { name: 'Kind of row' }).click();
    await page.getByRole('option', { name: 'File' }).click();
    await expect.element(page.getByText('No file is chosen')).toBeVisible();
    await page.getByRole('combobox', { name: 'Kind of row' }).click();
    await page.getByRole('option', { name: 'Text' }).click();
    expect(draft()?.body).toEqual({ ...form, fields: [{ name: 'row', value: '', enabled: true }] });
  });
});

describe('the content type', () => {
  it('follows from the body, and can be another', async () => {
    const onDraft = vi.fn<(draft: RequestDraft) => void>();
    await show(
      <Bench draft={{ body: { kind: 'text', mediaType: 'application/json', text: '{}' } }} onDraft={onDraft}>
        <HeadersTab />
      </Bench>,
    );
    await expect.element(page.getByText('Content-Type: application/json follows from the body.')).toBeVisible();
    await page.getByRole('button', { name: 'Send another' }).click();
    expect(onDraft.mock.calls.at(-1)?.[0].parameters).toEqual([
      { name: 'Content-Type', in: 'header', value: 'application/json', enabled: true },
    ]);
    await expect.element(page.getByText(/is set here; from the body it would be application\/json/)).toBeVisible();
  });
});
