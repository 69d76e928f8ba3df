import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { SentRequest } from '#contract/requests.ts';
import { Bench, sentWith } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ResponsePanel } from './ResponsePanel.tsx';

const showSent = (sent: SentRequest) =>
  show(
    <div style={{ height: 600, display: 'flex', flexDirection: 'column' }}>
      <Bench sent={sent}>
        <ResponsePanel />
      </Bench>
    </div>,
  );
const tab = (name: string | RegExp) => page.getByRole('tab', { name });

describe('the other parts', () => {
  it('are headers as they came, also those that come twice, and trailers', async () => {
    const headers = [
      { name: 'Set-Cookie', value: 'a=1' },
      { name: 'Set-Cookie', value: 'b=2' },
    ];
    const sent = sentWith({
      bytes: 0,
      headers,
      trailers: [{ name: 'Checksum', value: 'abc' }],
      notes: ['The length was wrong.'],
    });
    await showSent(sent);
    await tab('Headers 2').click();
    await expect.element(page.getByRole('definition').filter({ hasText: 'a=1' })).toBeVisible();
    await expect.element(page.getByRole('definition').filter({ hasText: 'b=2' })).toBeVisible();
    await expect.element(page.getByText('Trailers, after the body')).toBeVisible();
    await expect
      .element(page.getByRole('list', { name: 'Certificate and connection' }))
      .toMatchTextContent('The length was wrong.');
    await expectAccessible();
  });

  it('are the phases in their order, also those that were not needed', async () => {
    await showSent(sentWith({ bytes: 0 }));
    await tab('Timing').click();
    const panel = page.getByRole('tabpanel');
    await expect
      .element(panel)
      .toMatchTextContent(
        /DNS lookup ?not needed.*Connect ?1\.3 ms.*TLS ?not needed.*Send ?0\.4 ms.*first byte ?120 ms.*Download ?20 ms.*Total ?142 ms/,
      );
    await expectAccessible();
  });

  it.each([
    ['matches', 'Matches the definition'],
    ['undeclared', 'Not declared'],
    ['unchecked', 'Not checked'],
  ] as const)('say of a response that it %s', async (state, words) => {
    await showSent(sentWith({ bytes: 0, schemaMatch: { state, message: '', errors: [] } }));
    await tab('Schema').click();
    await expect.element(page.getByText(words)).toBeVisible();
    await expectAccessible();
  });

  it('say where a response is not what the definition promises', async () => {
    const errors = [
      { pointer: '', message: 'It must be an object.' },
      { pointer: '/a/0', message: 'It must be a text.' },
    ];
    await showSent(sentWith({ bytes: 0, schemaMatch: { state: 'differs', message: 'Two places differ.', errors } }));
    await tab(/^Schema ?2$/).click();
    const table = page.getByRole('table', { name: 'Differences' });
    await expect.element(table.getByRole('row', { name: 'the whole body It must be an object.' })).toBeVisible();
    await expect.element(table.getByRole('row', { name: '/a/0 It must be a text.' })).toBeVisible();
    await expectAccessible();
  });

  it('are the redirects, and whether the secret went along', async () => {
    const from = 'http://127.0.0.1/a';
    const redirects = [
      { status: 301, from, to: 'http://127.0.0.1/b', credentialsDropped: false },
      { status: 302, from: 'http://127.0.0.1/b', to: 'http://127.0.0.2/', credentialsDropped: true },
    ];
    await showSent(sentWith({ bytes: 0, redirects }));
    await tab('Redirects 2').click();
    await expect.element(page.getByRole('listitem').nth(0)).not.toMatchTextContent('credentials dropped');
    await expect.element(page.getByRole('listitem').nth(1)).toMatchTextContent('302 → http://127.0.0.2/');
    await expect.element(page.getByRole('listitem').nth(1)).toMatchTextContent('credentials dropped');
    await expectAccessible();
  });

  it('are the request as it went out', async () => {
    await showSent(sentWith({ bytes: 0 }, { connectionName: 'Depot key' }));
    await tab('Sent').click();
    await expect
      .element(page.getByRole('definition').filter({ hasText: 'http://127.0.0.1:8080/parcels' }))
      .toBeVisible();
    await expect.element(page.getByRole('definition').filter({ hasText: 'HTTP/1.1' })).toBeVisible();
    await expect.element(page.getByRole('definition').filter({ hasText: 'Depot key' })).toBeVisible();
    await expectAccessible();
  });

  it('are reached by the arrow keys', async () => {
    await showSent(sentWith({ bytes: 0 }));
    await tab('Body').click();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(tab('Headers 1')).toHaveFocus();
    await userEvent.keyboard('{End}');
    await expect.element(tab('Sent')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(tab('Sent')).toHaveAttribute('aria-selected', 'true');
  });
});
