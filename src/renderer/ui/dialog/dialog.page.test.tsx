import { Menu, TextInput } from '@mantine/core';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { expectAccessible, show } from '#test/page/show.tsx';
import { type ConfirmOptions, confirm, Dialog, openDialog } from './index.ts';

const dialog = (name: string) => page.getByRole('dialog', { name });
const button = (name: string) => page.getByRole('button', { name });

/** A button that asks, and what came of it. */
function Asking({ options, gone }: { options: ConfirmOptions; gone?: AbortSignal }) {
  const [answer, setAnswer] = useState('nothing yet');
  const ask = async () => setAnswer((await confirm(options, gone)) ? 'yes' : 'no');
  return (
    <>
      <button type="button" onClick={() => void ask()}>
        Ask
      </button>
      <output>{answer}</output>
    </>
  );
}

const deletion: ConfirmOptions = { title: 'Delete 2 keys?', body: 'They stop working.', action: 'Delete' };
const answered = (answer: string) => expect.element(page.getByRole('status')).toMatchTextContent(answer);

describe('a question', () => {
  it('begins at Cancel where something would be lost, so that Enter loses nothing', async () => {
    await show(<Asking options={deletion} />);
    await button('Ask').click();
    await expect.element(dialog('Delete 2 keys?')).toMatchTextContent('They stop working.');
    await expect.element(button('Cancel')).toHaveFocus();
    await expectAccessible();
    await userEvent.keyboard('{Enter}');
    await answered('no');
    await expect.element(button('Ask')).toHaveFocus();
  });

  it('begins at what it offers where nothing would be lost', async () => {
    await show(<Asking options={{ title: 'Send it?', action: 'Send', destructive: false }} />);
    await button('Ask').click();
    await expect.element(button('Send')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await answered('yes');
  });

  it.each([
    ['the action', () => button('Delete').click(), 'yes'],
    ['Cancel', () => button('Cancel').click(), 'no'],
    ['the cross', () => button('Close').click(), 'no'],
    ['Escape', () => userEvent.keyboard('{Escape}'), 'no'],
  ])('is answered by %s, and gives the focus back', async (_what, act, answer) => {
    await show(<Asking options={deletion} />);
    await button('Ask').click();
    await expect.element(dialog('Delete 2 keys?')).toBeVisible();
    await act();
    await answered(answer);
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    await expect.element(button('Ask')).toHaveFocus();
  });

  it('names what will be lost, and counts what is too long to name', async () => {
    const lost = Array.from({ length: 1_014 }, (_, at) => `Key ${at + 1}`);
    await show(<Asking options={{ ...deletion, lost }} />);
    await button('Ask').click();
    const list = page.getByRole('list', { name: 'What will be lost' });
    await expect.element(list).toMatchTextContent('Key 12');
    await expect.element(list).toMatchTextContent('and 1,002 more');
    expect(list.getByRole('listitem').elements()).toHaveLength(13);
  });

  it('goes away by itself where there is nothing to ask any more', async () => {
    const gone = new AbortController();
    await show(<Asking options={deletion} gone={gone.signal} />);
    await button('Ask').click();
    await expect.element(dialog('Delete 2 keys?')).toBeVisible();
    gone.abort();
    await answered('no');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });
});

function Fields() {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpened(true)}>
        Open
      </button>
      {opened && (
        <Dialog title="Details" onClose={() => setOpened(false)}>
          <TextInput label="Locked" disabled />
          <TextInput label="First" />
          <TextInput label="Second" />
          <button type="button" onClick={() => void confirm(deletion)}>
            Delete
          </button>
        </Dialog>
      )}
    </>
  );
}

describe('a dialog', () => {
  it('begins at its first field that takes text, and keeps the keyboard', async () => {
    await show(<Fields />);
    await button('Open').click();
    await expect.element(page.getByRole('textbox', { name: 'First' })).toHaveFocus();
    const places = new Set<string>();
    for (let step = 0; step < 6; step++) {
      await userEvent.tab();
      const { activeElement } = document;
      expect(activeElement?.closest('[role=dialog]')).not.toBeNull();
      places.add(activeElement?.textContent ?? '');
    }
    expect(places.has('Delete')).toBe(true);
    await expectAccessible();
  });

  it('closes by Escape the uppermost alone, whose focus goes back into the one below', async () => {
    await show(<Fields />);
    await button('Open').click();
    await page.getByRole('textbox', { name: 'Second' }).click();
    await button('Delete').click();
    await expect.element(button('Cancel')).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog('Delete 2 keys?')).not.toBeInTheDocument();
    await expect.element(dialog('Details')).toBeVisible();
    await expect.element(dialog('Details').getByRole('button', { name: 'Delete' })).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog('Details')).not.toBeInTheDocument();
    await expect.element(button('Open')).toHaveFocus();
  });

  it('hands the keyboard to its first field when that comes later', async () => {
    let arrive: () => void = () => undefined;
    function Late() {
      const [there, setThere] = useState(false);
      arrive = () => setThere(true);
      return there ? <TextInput label="Loaded" /> : <p>Loading</p>;
    }
    await show(
      <Dialog title="Late" onClose={() => undefined}>
        <Late />
      </Dialog>,
    );
    await expect.element(button('Close')).toHaveFocus();
    arrive();
    await expect.element(page.getByRole('textbox', { name: 'Loaded' })).toHaveFocus();
  });

  it('leaves the focus where a person has put it while the rest comes', async () => {
    let arrive: () => void = () => undefined;
    function Late() {
      const [there, setThere] = useState(false);
      arrive = () => setThere(true);
      return (
        <>
          {there && <TextInput label="Loaded" />}
          <TextInput label="Own" />
        </>
      );
    }
    await show(
      <Dialog title="Late" onClose={() => undefined}>
        <Late />
      </Dialog>,
    );
    await page.getByRole('textbox', { name: 'Own' }).click();
    arrive();
    await expect.element(page.getByRole('textbox', { name: 'Loaded' })).toBeVisible();
    await expect.element(page.getByRole('textbox', { name: 'Own' })).toHaveFocus();
  });

  it('begins at the chosen one of some radio buttons', async () => {
    await show(
      <Dialog title="Choice" onClose={() => undefined}>
        {['Red', 'Green', 'Blue'].map((name) => (
          <label key={name}>
            <input type="radio" name="colour" defaultChecked={name === 'Green'} /> {name}
          </label>
        ))}
      </Dialog>,
    );
    await expect.element(page.getByRole('radio', { name: 'Green' })).toHaveFocus();
  });

  it('goes back to the button of the menu that opened it', async () => {
    await show(
      <Menu>
        <Menu.Target>
          <button type="button">More</button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() =>
              openDialog((close) => (
                <Dialog title="From a menu" onClose={close}>
                  <TextInput label="Name" />
                </Dialog>
              ))
            }
          >
            Rename
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>,
    );
    await button('More').click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await expect.element(page.getByRole('textbox', { name: 'Name' })).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog('From a menu')).not.toBeInTheDocument();
    await expect.element(button('More')).toHaveFocus();
  });

  it.each([
    [true, 'closes'],
    [false, 'stays'],
  ])('with closeOnClickOutside %s %s at a click beside it', async (closeOnClickOutside) => {
    let closed = false;
    await show(
      <Dialog title="Aside" onClose={() => (closed = true)} closeOnClickOutside={closeOnClickOutside}>
        <p>Text</p>
      </Dialog>,
    );
    await expect.element(dialog('Aside')).toBeVisible();
    await userEvent.click(document.documentElement, { position: { x: 5, y: 5 } });
    await expect.poll(() => closed).toBe(closeOnClickOutside);
  });
});
