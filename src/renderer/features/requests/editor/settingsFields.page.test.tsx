import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { type RequestSettings, requestSettings } from '#contract/requestParts.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { SettingsFields } from './SettingsFields.tsx';

const unset = requestSettings.parse({});

async function showFields(first: Partial<RequestSettings> = {}, inherited?: Partial<RequestSettings>) {
  const onChange = vi.fn<(settings: RequestSettings) => void>();
  function Held() {
    const [settings, setSettings] = useState({ ...unset, ...first });
    const change = (changes: Partial<RequestSettings>) => {
      const next = { ...settings, ...changes };
      setSettings(next);
      onChange(next);
    };
    return (
      <SettingsFields
        settings={settings}
        mayInherit={inherited !== undefined}
        inherited={inherited && { ...unset, ...inherited }}
        onChange={change}
      />
    );
  }
  await show(<Held />);
  return () => onChange.mock.calls.at(-1)?.[0];
}

async function choose(label: string, option: string) {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

describe('how a request goes out', () => {
  it('takes each setting, and leaves it to the console again', async () => {
    const settings = await showFields();
    await choose('Follow redirects', 'No');
    await choose('HTTP version', 'HTTP/2');
    await choose('Cookies', 'Yes');
    await page.getByLabelText('Most redirects').fill('3');
    await page.getByLabelText('Connect').fill('5');
    await page.getByLabelText('Response').fill('20');
    await page.getByLabelText('Total').fill('60');
    expect(settings()).toEqual({
      followRedirects: false,
      maxRedirects: 3,
      connectSeconds: 5,
      responseSeconds: 20,
      timeoutSeconds: 60,
      httpVersion: '2',
      useCookies: true,
    });
    await expectAccessible();
    await choose('Follow redirects', 'Console default');
    await choose('HTTP version', 'Automatic');
    await choose('Cookies', 'Console default');
    for (const label of ['Most redirects', 'Connect', 'Response', 'Total']) await page.getByLabelText(label).fill('');
    expect(settings()).toEqual(unset);
  });

  it('shows what counts where nothing is said', async () => {
    await showFields({}, { followRedirects: false, httpVersion: '1.1', connectSeconds: 4 });
    await expect.element(page.getByRole('combobox', { name: 'Follow redirects' })).toHaveValue('Inherited: no');
    await expect.element(page.getByRole('combobox', { name: 'HTTP version' })).toHaveValue('Inherited: HTTP/1.1');
    await expect.element(page.getByLabelText('Connect')).toHaveAttribute('placeholder', 'Inherited: 4 s');
    await expect.element(page.getByLabelText('Total')).toHaveAttribute('placeholder', 'Console default');
  });
});
