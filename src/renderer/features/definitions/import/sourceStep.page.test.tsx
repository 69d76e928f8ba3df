import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Fault } from '#contract/fault.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { SourceStep } from './SourceStep.tsx';
import type { PickedSource } from './useReview.ts';

async function showStep(error: unknown = null, picked?: PickedSource) {
  const onPick = vi.fn<(picked: PickedSource) => void>();
  await show(<SourceStep error={error} picked={picked} onPick={onPick} />);
  return onPick;
}

const url = () => page.getByRole('textbox', { name: 'URL of the definition' });
const text = () => page.getByRole('textbox', { name: 'Text of the definition' });
const files = () =>
  page.elementLocator(document.querySelector('input[aria-label="Definition files"]') ?? document.body);
const named = (name: string, body = '{}') => new File([body], name, { type: 'application/json' });

describe('a definition', () => {
  it('is taken from an address', async () => {
    const onPick = await showStep();
    await expect.element(page.getByRole('button', { name: 'Fetch' })).toBeDisabled();
    await expectAccessible();
    await url().fill('https://api.example.com/openapi.json');
    await page.getByRole('checkbox', { name: /^Also fetch documents/ }).click();
    await url().click();
    await userEvent.keyboard('{Enter}');
    await expect
      .poll(() => onPick.mock.calls)
      .toEqual([[{ kind: 'url', url: 'https://api.example.com/openapi.json', remoteReferences: true }]]);
  });

  it.each(['openapi.json', 'ftp://example.com/a', 'https://user:word@example.com/'])(
    'is not taken from %s',
    async (address) => {
      const onPick = await showStep();
      await url().fill(address);
      await page.getByRole('button', { name: 'Fetch' }).click();
      await expect.element(url()).toHaveAttribute('aria-invalid', 'true');
      await expect.element(url()).toHaveFocus();
      expect(onPick).not.toHaveBeenCalled();
    },
  );

  it('is taken from a text', async () => {
    const onPick = await showStep();
    const go = page.getByRole('button', { name: 'Continue' });
    await text().fill('  \n ');
    await expect.element(go).toBeDisabled();
    await text().fill('openapi: 3.1.0');
    await go.click();
    expect(onPick.mock.calls).toEqual([[{ kind: 'text', text: 'openapi: 3.1.0' }]]);
  });

  it('is taken from a file, and from several', async () => {
    const onPick = await showStep();
    await userEvent.upload(files(), named('openapi.json'));
    await expect.poll(() => onPick.mock.calls[0]?.[0]).toMatchObject({ kind: 'file' });
    await userEvent.upload(files(), [named('openapi.yaml'), named('parts.yaml'), named('picture.png')]);
    await expect.poll(() => onPick.mock.calls[1]?.[0]).toMatchObject({ kind: 'files', name: '3 files' });
    const picked = onPick.mock.calls[1]?.[0];
    expect(picked?.kind === 'files' && picked.files.map(({ path }) => path)).toEqual(['openapi.yaml', 'parts.yaml']);
  });

  it('is not in files of other kinds, and that is said', async () => {
    const onPick = await showStep();
    await userEvent.upload(files(), [named('a.png'), named('b.exe')]);
    await expect.element(page.getByRole('alert')).toBeVisible();
    expect(onPick).not.toHaveBeenCalled();
    await expectAccessible();
    await userEvent.upload(files(), named('openapi.json'));
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  });
});

describe('what could not be read', () => {
  it('says where, and can be picked anew', async () => {
    await showStep(new Fault('DEFINITION_INVALID', 422, 'A comma is missing.', { line: 3, column: 7 }));
    await expect.element(page.getByRole('alert')).toMatchTextContent('Line 3, column 7');
    await expect.element(url()).toBeVisible();
    await expectAccessible();
  });

  it('asks which of several files is the definition', async () => {
    const unclear = new Fault('DEFINITION_ROOT_UNCLEAR', 422, 'Several could be meant.', {
      names: ['a.yaml', 'b/c.yaml'],
    });
    const picked: PickedSource = { kind: 'file', file: named('all.zip') };
    const onPick = await showStep(unclear, picked);
    await expect.element(page.getByRole('alert')).toMatchTextContent('2 of the files are definitions.');
    await expect.element(page.getByRole('button', { name: 'Use this file' })).toBeDisabled();
    await page.getByRole('combobox', { name: 'File to read' }).click();
    await expectAccessible();
    await page.getByRole('option', { name: 'b/c.yaml' }).click();
    await page.getByRole('button', { name: 'Use this file' }).click();
    expect(onPick.mock.calls).toEqual([[{ ...picked, root: 'b/c.yaml' }]]);
  });
});
