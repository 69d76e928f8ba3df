import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { environmentId } from '#contract/common.ts';
import { environmentFaults, type Variable, type VariableOwner, variable } from '#contract/environments.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { VariableTable } from './VariableTable.tsx';

const idOf = (at: number) => `5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c${String(at).padStart(2, '0')}`;
const made = (at: number, name: string, more: Partial<Variable> = {}): Variable =>
  variable.parse({
    id: idOf(at),
    name,
    kind: 'plain',
    enabled: true,
    value: `value of ${name}`,
    secretHint: null,
    allowed: false,
    description: '',
    ...more,
  });
const owner: VariableOwner = { kind: 'environment', id: environmentId.parse(idOf(1)) };

async function showTable(rows: Variable[], more: Answers['environments'] = {}) {
  const { console } = await show(<VariableTable owner={owner} name="Staging" may />, {
    answers: {
      environments: {
        variables: () => rows,
        setVariable: (given) => made(90, given.name, { kind: given.kind, value: given.value ?? '' }),
        ...more,
      },
    },
  });
  await expect.element(page.getByRole('table')).toBeVisible();
  return console;
}
const value = (name: string) => page.getByLabelText(`Value of ${name}`, { exact: true });

describe('the table of variables', () => {
  it('saves a row when the keyboard leaves it, with what it was before', async () => {
    const console = await showTable([made(2, 'base'), made(3, 'other')]);
    await value('base').fill('https://new.example');
    expect(console.asked('environments.setVariable')).toEqual([]);
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await expect
      .poll(() => console.asked('environments.setVariable'))
      .toMatchObject([
        { id: idOf(2), name: 'base', value: 'https://new.example', expected: { value: 'value of base' } },
      ]);
    await expectAccessible();
  });

  it('never fills a secret in, and sends one only when it was typed', async () => {
    const console = await showTable([made(2, 'token', { kind: 'secret', value: '', secretHint: '••••4321' })]);
    await expect.element(value('token')).toHaveValue('');
    await expect.element(value('token')).toHaveAttribute('placeholder', '••••4321');
    await page.getByLabelText('Description of token').fill('Of the team');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => console.asked('environments.setVariable')).toHaveLength(1);
    expect(console.asked('environments.setVariable')[0]).not.toHaveProperty('secret');
    await value('token').fill('new secret');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => console.asked('environments.setVariable')[1]).toMatchObject({ secret: 'new secret' });
  });

  it('says at the field what refuses a name, and keeps what was typed', async () => {
    await showTable([made(2, 'base')], {
      setVariable: () => {
        throw environmentFaults.fault('VARIABLE_EXISTS', 'A variable named other already exists here.', {
          field: 'name',
        });
      },
    });
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('other');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('A variable named other already exists here.')).toBeVisible();
    await expect.element(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('other');
    await expectAccessible();
  });

  it('shows each word that a command will run before it is allowed', async () => {
    const command = "op read 'op://vault/my item/password'";
    const console = await showTable([made(2, 'token', { kind: 'command', value: command })], {
      allowCommand: () => made(2, 'token', { kind: 'command', value: command, allowed: true }),
    });
    await page.getByRole('button', { name: 'Allow…' }).click();
    const words = page.getByRole('list', { name: 'What will be run' }).getByRole('listitem');
    expect(words.elements().map((one) => one.textContent)).toEqual(['op', 'read', 'op://vault/my item/password']);
    await expectAccessible();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await expect.poll(() => console.asked('environments.allowCommand')).toEqual([{ id: idOf(2), command }]);
  });

  it('is ordered by the keyboard, and says so', async () => {
    const console = await showTable([made(2, 'one'), made(3, 'two'), made(4, 'three')], {
      moveVariable: ({ id }) => ({ id }),
    });
    page.getByRole('button', { name: 'Move one' }).element().focus();
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
    await expect.poll(() => console.asked('environments.moveVariable')).toEqual([{ id: idOf(2), before: idOf(4) }]);
    await expect.element(page.getByText('one moved before three.')).toBeInTheDocument();
  });

  it('filters by name and value', async () => {
    await showTable([made(2, 'base'), made(3, 'other')]);
    await page.getByLabelText('Filter variables').fill('of oth');
    await expect.element(value('other')).toBeVisible();
    await expect.element(value('base')).not.toBeInTheDocument();
  });
});
