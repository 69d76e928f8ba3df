import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { environmentId } from '#contract/common.ts';
import type { EffectiveVariable } from '#contract/environments.ts';
import { CodeEditor } from '#renderer/ui/code/index.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { VariableInput } from './VariableInput.tsx';
import { VariableScope } from './VariableScope.tsx';

const variables: EffectiveVariable[] = [
  { name: 'base', kind: 'plain', value: 'https://api.example', source: 'environment Staging' },
  { name: 'token', kind: 'secret', value: null, source: 'environment Staging' },
];
const staging = environmentId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c11');

const onValue = vi.fn<(value: string) => void>();
const onEnter = vi.fn<() => void>();

function Fields({ multiline = false, first = '' }: { multiline?: boolean; first?: string }) {
  const [text, setText] = useState(first);
  const [body, setBody] = useState('');
  const set = (next: string) => {
    setText(next);
    onValue(next);
  };
  return (
    <VariableScope environmentId={staging} groupId={null} variables={variables}>
      <VariableInput
        label="Address"
        multiline={multiline}
        value={text}
        onChange={set}
        onKeyDown={({ key }) => key === 'Enter' && onEnter()}
      />
      <CodeEditor
        label="Body"
        language="text"
        value={body}
        onChange={(next) => {
          setBody(next);
          onValue(next);
        }}
      />
    </VariableScope>
  );
}

const field = () => page.getByRole('textbox', { name: 'Address' });
const offered = () =>
  page
    .getByRole('option')
    .elements()
    .map((one) => one.textContent);

describe.each([false, true])('a field with variables (of many lines: %s)', (multiline) => {
  it('completes a name by the keyboard, and its own undo takes it back', async () => {
    await show(<Fields multiline={multiline} />);
    await field().click();
    await userEvent.keyboard('{{{{to');
    await expect.poll(() => offered()[0]).toContain('token');
    expect(offered()[0]).toContain('••••');
    await expectAccessible();
    onEnter.mockClear();
    await userEvent.keyboard('{Enter}/x');
    expect(onValue).toHaveBeenLastCalledWith('{{token}}/x');
    expect(onEnter).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(onEnter).toHaveBeenCalledOnce();
    await userEvent.keyboard('{Control>}zz{/Control}');
    expect(onValue).not.toHaveBeenLastCalledWith('{{token}}/x');
  });

  it('names what has no value, and marks it', async () => {
    await show(<Fields multiline={multiline} first="{{base}}/{{id}}" />);
    await expect.element(page.getByText('No value for id')).toBeVisible();
    const marks = [...document.querySelectorAll<HTMLElement>('[data-variable]')];
    expect(marks.map(({ dataset }) => [dataset.variable, dataset.unknown !== undefined])).toEqual([
      ['base', false],
      ['id', true],
    ]);
    await expectAccessible();
  });

  it('puts its marks where the letters are', async () => {
    await show(<Fields multiline={multiline} first="{{base}}" />);
    const [mark] = document.querySelectorAll<HTMLElement>('[data-variable]');
    const box = mark?.getBoundingClientRect();
    const input = field().element();
    const { font, paddingLeft, borderLeftWidth } = getComputedStyle(input);
    const pen = document.createElement('canvas').getContext('2d');
    if (pen !== null) pen.font = font;
    const left =
      input.getBoundingClientRect().left + Number.parseFloat(paddingLeft) + Number.parseFloat(borderLeftWidth);
    expect(Math.abs((box?.left ?? 0) - left)).toBeLessThan(1);
    expect(Math.abs((box?.width ?? 0) - (pen?.measureText('{{base}}').width ?? 0))).toBeLessThan(1.5);
  });
});

it('says the value, where it comes from and where it is changed when the mouse is over it', async () => {
  const environment = { name: 'Staging', color: null, isProduction: false, variables: 2, updatedAt: 1 };
  await show(<Fields first="{{base}}" />, {
    answers: {
      environments: { list: () => [{ ...environment, id: staging, isGlobal: false }] },
      collections: { tree: () => ({ groups: [], requests: [] }) },
    },
  });
  await field().hover({ position: { x: 30, y: 15 } });
  await expect.element(page.getByText('https://api.example', { exact: true })).toBeVisible();
  await expect
    .element(page.getByRole('link', { name: 'Edit' }))
    .toHaveAttribute('href', `/requests/environments/${staging}`);
  await expectAccessible();
});

it('completes names in an editor', async () => {
  await show(<Fields />);
  await page.getByRole('textbox', { name: 'Body' }).click();
  await userEvent.keyboard('x {{{{ba');
  await expect.poll(() => document.querySelector('.cm-content')?.textContent).toBe('x {{ba}}');
  await page.getByRole('option', { name: /^base/ }).click();
  expect(onValue).toHaveBeenLastCalledWith('x {{base}}');
  expect(document.querySelector('.cm-variable')?.textContent).toBe('{{base}}');
});
