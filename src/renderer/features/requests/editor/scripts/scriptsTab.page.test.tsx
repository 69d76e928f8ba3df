import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { RequestDraft } from '#contract/requests.ts';
import { Bench, type BenchProps } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { VariablesTab } from '../VariablesTab.tsx';
import { ScriptsTab } from './ScriptsTab.tsx';

async function showScripts(bench: Partial<BenchProps> = {}) {
  const onDraft = vi.fn<(draft: RequestDraft) => void>();
  await show(
    <Bench onDraft={onDraft} {...bench}>
      <div style={{ height: 400, display: 'flex', flexDirection: 'column' }}>
        <ScriptsTab />
      </div>
    </Bench>,
  );
  return () => onDraft.mock.calls.at(-1)?.[0].scripts;
}

it('scripts before and after are apart', async () => {
  const scripts = await showScripts({ draft: { scripts: { before: '// first', after: '' } } });
  await page.getByText('After the response').click();
  await page.getByRole('textbox', { name: 'Script after the response' }).click();
  await userEvent.keyboard('// last');
  expect(scripts()).toEqual({ before: '// first', after: '// last' });
  await expectAccessible();
});

it('a script that is inserted stands below what is there', async () => {
  const scripts = await showScripts({ draft: { scripts: { before: '', after: 'a();' } } });
  await page.getByRole('button', { name: 'Insert' }).click();
  await page.getByRole('menuitem', { name: 'Test the status' }).click();
  expect(scripts()?.after).toBe("a();\n\npm.test('status is 200', () => {\n  pm.response.to.have.status(200);\n});\n");
});

it.each([
  ['pm.resp', 'response the response'],
  ['pm.response.js', 'json() its body as JSON'],
  ['pm.response.to.be.o', 'ok status 2xx'],
  ['pm.environment.', 'get(name) its value, or undefined'],
])('after the response, %s is completed', async (typed, option) => {
  await showScripts({ draft: { scripts: { before: '', after: ' ' } } });
  await page.getByText('After the response').click();
  await page.getByRole('textbox', { name: 'Script after the response' }).click();
  await userEvent.keyboard(typed);
  await userEvent.keyboard('{Control>} {/Control}');
  await expect
    .poll(() =>
      page
        .getByRole('option')
        .elements()
        .map(({ textContent }) => textContent),
    )
    .toContain(option.replace(' ', ''));
});

it('before it is sent, there is no response to name', async () => {
  await showScripts();
  await page.getByRole('textbox', { name: 'Script before sending' }).click();
  await userEvent.keyboard('pm.re');
  await expect.element(page.getByRole('option', { name: /^request/ })).toBeVisible();
  await expect.element(page.getByRole('option', { name: /^response/ })).not.toBeInTheDocument();
});

it('variables of a request are rows, of which the later of two names counts', async () => {
  const onDraft = vi.fn<(draft: RequestDraft) => void>();
  await show(
    <Bench draft={{ variables: [{ name: 'town', value: 'Oslo', enabled: true }] }} onDraft={onDraft}>
      <VariablesTab />
    </Bench>,
  );
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await userEvent.keyboard('town');
  await expect.element(page.getByText('A later one has the same name and counts.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Value of town' }).nth(1).fill('Bergen');
  expect(onDraft.mock.calls.at(-1)?.[0].variables).toEqual([
    { name: 'town', value: 'Oslo', enabled: true },
    { name: 'town', value: 'Bergen', enabled: true },
  ]);
  await expectAccessible();
});
