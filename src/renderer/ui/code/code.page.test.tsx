import { useRef, useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { expectAccessible, show } from '#test/page/show.tsx';
import { CodeEditor, type CodeEditorProps, CodeViewer, type CodeViewerHandle } from './index.ts';

function Editor({ first = '', ...props }: Partial<CodeEditorProps> & { first?: string }) {
  const [value, setValue] = useState(first);
  return (
    <form aria-label="Form">
      <CodeEditor label="Body" value={value} onChange={setValue} {...props} />
      <output>{value}</output>
      <button type="button" onClick={() => setValue('{"from":"outside"}')}>
        Fill in
      </button>
    </form>
  );
}

const editor = () => page.getByRole('textbox', { name: 'Body' });
const written = (text: string) => expect.poll(() => document.querySelector('output')?.textContent).toBe(text);

describe('an editor', () => {
  it('is named, takes what is typed, and closes brackets', async () => {
    await show(<Editor />);
    await editor().click();
    await userEvent.keyboard('{{"a":1');
    await written('{"a":1}');
    await expectAccessible();
  });

  it('follows what is filled in from outside, and says nothing of it as typed', async () => {
    const onChange = vi.fn();
    const shown = await show(<CodeEditor label="Body" value="one" onChange={onChange} />);
    shown.change(<CodeEditor label="Body" value="two" onChange={onChange} />);
    await expect.element(editor()).toMatchTextContent('two');
    expect(onChange).not.toHaveBeenCalled();
  });

  it('keeps the cursor and the way back while it is typed', async () => {
    await show(<Editor language="text" first="ac" />);
    await editor().click();
    await userEvent.keyboard('{Home}{ArrowRight}b');
    await written('abc');
    await userEvent.keyboard('{Control>}z{/Control}');
    await written('ac');
  });

  it('says what is wrong below, at its line, and to who cannot see it', async () => {
    await show(<Editor first={'{\n"a": 1\n}'} problems={[{ line: 2, column: 6, message: 'A text is needed.' }]} />);
    await expect.element(page.getByText('Line 2: A text is needed.')).toBeVisible();
    await expect.element(editor()).toHaveAttribute('aria-invalid', 'true');
    await expect.element(editor()).toHaveAccessibleDescription(/Line 2: A text is needed\./);
    await expectAccessible();
  });

  it('gives a hint that is no fault', async () => {
    await show(<Editor first="1" problems={[{ line: 1, message: 'Usually an object.', severity: 'warning' }]} />);
    await expect.element(page.getByText('Line 1: Usually an object.')).toBeVisible();
    await expect.element(editor()).not.toHaveAttribute('aria-invalid', 'true');
    await expectAccessible();
  });

  it('takes its problems away when they are mended', async () => {
    const at = (problems: CodeEditorProps['problems']) => (
      <CodeEditor label="Body" value="1" onChange={() => undefined} problems={problems ?? []} />
    );
    const shown = await show(at([{ line: 1, message: 'A text is needed.' }]));
    await expect.element(page.getByText('Line 1: A text is needed.')).toBeVisible();
    shown.change(at([]));
    await expect.element(page.getByText('Line 1: A text is needed.')).not.toBeInTheDocument();
    await expect.element(editor()).not.toHaveAttribute('aria-invalid', 'true');
  });

  it('offers names and values that the schema knows', async () => {
    await show(
      <Editor
        first="{}"
        schema={{ type: 'object', properties: { colour: { enum: ['red', 'green'] }, count: { type: 'integer' } } }}
      />,
    );
    await editor().click();
    await userEvent.keyboard('{Home}{ArrowRight}"c');
    await expect.element(page.getByRole('option', { name: /colour/ })).toBeVisible();
    await expect.element(page.getByRole('option', { name: /count/ })).toBeVisible();
    await expectAccessible();
  });

  it('lets Tab leave it after Escape', async () => {
    await show(<Editor first="text" language="text" />);
    await editor().click();
    await userEvent.keyboard('{Escape}{Tab}');
    await expect.element(page.getByRole('button', { name: 'Fill in' })).toHaveFocus();
    await written('text');
  });

  it('makes no line of Control and Enter, which belongs to the page', async () => {
    await show(<Editor first="text" language="text" />);
    await editor().click();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await written('text');
  });

  it('draws what is in view of a text of many lines', async () => {
    await show(
      <Editor first={Array.from({ length: 20_000 }, (_, at) => `line ${at + 1}`).join('\n')} language="text" />,
    );
    await editor().click();
    await userEvent.keyboard('{Control>}{End}{/Control}');
    await expect.element(page.getByText('line 20000', { exact: true })).toBeInViewport();
    await expect.element(page.getByText('line 1', { exact: true })).not.toBeInTheDocument();
  });
});

function Viewer({ text, offset = 0 }: { text: string; offset?: number }) {
  const handle = useRef<CodeViewerHandle>(null);
  return (
    <div style={{ height: 300 }}>
      <button type="button" onClick={() => handle.current?.openSearch()}>
        Search
      </button>
      <button type="button" onClick={() => handle.current?.goToOffset(offset)}>
        Go
      </button>
      <CodeViewer ref={handle} label="Body" value={text} language="json" height="240px" />
    </div>
  );
}

describe('a text to read', () => {
  it('can be reached by the keyboard, and not be changed', async () => {
    await show(<Viewer text='{"a":1}' />);
    await expect.element(editor()).toHaveAttribute('aria-readonly', 'true');
    (editor().element() as HTMLElement).focus();
    await expect.element(editor()).toHaveFocus();
    await userEvent.keyboard('x{Backspace}{Delete}');
    await expect.element(editor()).toMatchTextContent('{"a":1}');
    await expectAccessible();
  });

  it('shows markup of a response as text', async () => {
    await show(<Viewer text="<img src=x onerror=alert(1)>" />);
    await expect.element(editor()).toMatchTextContent('<img src=x onerror=alert(1)>');
    expect(document.querySelector('img')).toBeNull();
  });

  it('is searched', async () => {
    await show(<Viewer text={'{"a":"needle"}'} />);
    await page.getByRole('button', { name: 'Search' }).click();
    await expect.element(page.getByRole('textbox', { name: 'Find' })).toHaveFocus();
    await userEvent.keyboard('needle{Enter}');
    await expect.poll(() => String(window.getSelection())).toContain('needle');
    await expectAccessible();
  });

  it('goes to a place far below, and gives it the keyboard', async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => `  "name ${at}": ${at}`);
    await show(<Viewer text={lines.join('\n')} offset={lines.slice(0, 4_000).join('\n').length + 1} />);
    await page.getByRole('button', { name: 'Go' }).click();
    await expect.element(page.getByText('"name 4000"', { exact: true })).toBeInViewport();
    await expect.element(editor()).toHaveFocus();
  });
});
