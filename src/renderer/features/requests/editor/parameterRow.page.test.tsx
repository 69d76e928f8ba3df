import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { RequestDraft } from '#contract/requests.ts';
import { Bench, type BenchProps } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import type { FormParameter } from '../draft/parameters.ts';
import { ParameterRow } from './ParameterRow.tsx';

/** Shows a parameter, and answers what the draft would send for it. */
async function showParameter(parameter: Partial<FormParameter>, bench: Partial<BenchProps> = {}) {
  const onDraft = vi.fn<(draft: RequestDraft) => void>();
  const shown: FormParameter = { name: 'size', in: 'query', required: false, schema: {}, ...parameter };
  await show(
    <Bench detail={{}} onDraft={onDraft} {...bench}>
      <ParameterRow parameter={shown} />
    </Bench>,
  );
  return () => onDraft.mock.calls.at(-1)?.[0].parameters[0];
}

const field = () => page.getByRole('textbox', { name: 'size' });
const sentBox = () => page.getByRole('checkbox', { name: 'Send size' });
const colours = { type: 'string', enum: ['red', 'green', 'blue'] };

describe('the control that fits a schema', () => {
  it.each([
    ['a text', { type: 'string' }, 'query · string'],
    ['a date', { type: 'string', format: 'date' }, 'query · string (date)'],
    ['nothing known', {}, 'query · string'],
    ['a number', { type: 'integer', minimum: 1, maximum: 100 }, 'query · integer, 1 to 100'],
    ['a number that has a least', { type: 'number', minimum: 0 }, 'query · number, at least 0'],
    ['a text or null', { type: ['string', 'null'] }, 'query · string'],
    ['a reference', { $ref: '#/$defs/size' }, 'query · integer'],
  ])('is a field for %s', async (_what, schema, words) => {
    await showParameter({ schema }, { detail: { definitions: { size: { type: 'integer' } } } });
    await expect.element(field()).toBeVisible();
    await expect.element(page.getByText(words, { exact: true })).toBeVisible();
    await expectAccessible();
  });

  it.each([
    ['a number where one is meant', { type: 'integer' }, '12', 12],
    ['a fraction', { type: 'number' }, '1.5', 1.5],
    ['what a number would change as text', { type: 'number' }, '1.50', '1.50'],
    ['what is beyond a double as text', { type: 'integer' }, '12345678901234567890', '12345678901234567890'],
    ['what is no number as text', { type: 'integer' }, 'many', 'many'],
    ['digits as text where a text is meant', { type: 'string' }, '12', '12'],
  ])('sends %s', async (_what, schema, typed, value) => {
    const sent = await showParameter({ schema });
    await field().fill(typed);
    expect(sent()).toEqual({ name: 'size', in: 'query', value, enabled: true });
  });

  it.each([
    ['listed values', colours, ['red', 'green', 'blue'], 'green', 'green'],
    ['listed numbers', { enum: [1, 2.5] }, ['1', '2.5'], '2.5', 2.5],
    ['yes and no', { type: 'boolean' }, ['true', 'false'], 'false', false],
    ['values of a union', { oneOf: [{ enum: ['a'] }, { enum: ['b'] }] }, ['a', 'b'], 'b', 'b'],
  ])('is a choice of %s', async (_what, schema, options, choice, value) => {
    const sent = await showParameter({ schema });
    await page.getByRole('combobox', { name: 'size' }).click();
    expect(
      page
        .getByRole('option')
        .elements()
        .map(({ textContent }) => textContent),
    ).toEqual(options);
    await expectAccessible();
    await page.getByRole('option', { name: choice, exact: true }).click();
    expect(sent()).toEqual({ name: 'size', in: 'query', value, enabled: true });
    await expect.element(sentBox()).toBeChecked();
  });

  it('takes a list of texts one by one, and of numbers as numbers', async () => {
    const sent = await showParameter({ schema: { type: 'array', items: { type: 'integer' } } });
    await page.getByRole('combobox', { name: 'size' }).click();
    await userEvent.keyboard('3{Enter}x{Enter}');
    expect(sent()?.value).toEqual([3, 'x']);
    await userEvent.keyboard('{Backspace}{Backspace}');
    expect(sent()).toMatchObject({ value: '', enabled: false });
    await expectAccessible();
  });

  it('takes a list of listed values', async () => {
    const sent = await showParameter({ schema: { type: 'array', items: colours } });
    await page.getByRole('combobox', { name: 'size' }).click();
    await page.getByRole('option', { name: 'blue' }).click();
    await page.getByRole('option', { name: 'red' }).click();
    expect(sent()?.value).toEqual(['blue', 'red']);
  });

  it('takes an object as JSON, and keeps half of it as it is typed', async () => {
    const sent = await showParameter({ schema: { type: 'object' } });
    await field().click();
    await userEvent.keyboard('{{"a":');
    expect(sent()?.value).toBe('{"a":}');
    await userEvent.keyboard('12');
    expect(sent()?.value).toEqual({ a: 12 });
    await expectAccessible();
  });

  it('keeps an object as text whose number a double would change', async () => {
    const sent = await showParameter({ schema: { type: 'object' } });
    await field().click();
    await userEvent.keyboard('{{"id":12345678901234567890');
    expect(sent()?.value).toBe('{"id":12345678901234567890}');
  });
});

describe('a parameter', () => {
  it('is sent once something is typed, and no longer when it is emptied', async () => {
    const sent = await showParameter({});
    await expect.element(sentBox()).not.toBeChecked();
    await field().fill('x');
    await expect.element(sentBox()).toBeChecked();
    await field().fill('');
    await expect.element(sentBox()).not.toBeChecked();
    expect(sent()).toMatchObject({ value: '', enabled: false });
  });

  it('keeps its value while it is not sent', async () => {
    const sent = await showParameter(
      {},
      { draft: { parameters: [{ name: 'size', in: 'query', value: 'xl', enabled: true }] } },
    );
    await expect.element(field()).toHaveValue('xl');
    await sentBox().click();
    expect(sent()).toMatchObject({ value: 'xl', enabled: false });
    await expect.element(field()).toHaveValue('xl');
  });

  it('of a path cannot be left out where it is required', async () => {
    await showParameter({ in: 'path', required: true });
    await expect.element(sentBox()).toBeDisabled();
    await expect.element(page.getByRole('img', { name: 'required' })).toBeVisible();
  });

  it('is found whatever the case of a header', async () => {
    const parameters = [{ name: 'SIZE', in: 'header' as const, value: 'xl', enabled: true }];
    await showParameter({ in: 'header' }, { draft: { parameters } });
    await expect.element(field()).toHaveValue('xl');
  });

  it.each([
    ['its own default', { default: 7, schema: { default: 8 } }, '7'],
    ['the default of its schema', { schema: { type: 'integer', default: 8 } }, '8'],
    ['its example', { example: { a: 1 }, schema: { type: 'string' } }, '{"a":1}'],
  ])('shows %s until something is typed', async (_what, parameter, placeholder) => {
    await showParameter(parameter);
    await expect.element(field()).toHaveAttribute('placeholder', placeholder);
    await expect.element(field()).toHaveValue('');
  });

  it('describes itself, and is cut where that is long', async () => {
    await showParameter({ description: `How large. ${'And so on. '.repeat(60)}` });
    await expect.element(field()).toHaveAccessibleDescription(/^How large\. .*…$/);
  });

  it('says what is wrong with it while it is sent', async () => {
    const problems = [{ severity: 'error' as const, field: 'size', message: 'It must be a number.' }];
    const parameters = [{ name: 'size', in: 'query' as const, value: 'x', enabled: true }];
    await showParameter({}, { problems, draft: { parameters } });
    await expect.element(field()).toHaveAccessibleDescription(/It must be a number\./);
    await expectAccessible();
    await sentBox().click();
    await expect.element(page.getByText('It must be a number.')).not.toBeInTheDocument();
  });

  it.each([
    [{ style: 'form', explode: false }, 'comma-separated'],
    [{ style: 'pipeDelimited' }, 'separated by |'],
    [{ style: 'deepObject' }, 'name[key]=value'],
    [{ style: 'matrix', in: 'path' }, ';name=value'],
    [{ deprecated: true }, 'deprecated'],
  ] as [Partial<FormParameter>, string][])('says how it is written: %j', async (parameter, words) => {
    await showParameter(parameter);
    await expect.poll(() => page.getByText(/ · string/).element().textContent).toContain(` · ${words}`);
  });
});
