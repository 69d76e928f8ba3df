import { Kbd, Table, Title } from '@mantine/core';
import { Fragment } from 'react';
import { Dialog } from '#renderer/ui/dialog/index.ts';

export const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);

const mod = apple ? '⌘' : 'Ctrl';

interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
}

const groups: readonly { title: string; shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: [mod, 'K'], does: 'Search, or run any action of the page' },
      { keys: [mod, 'B'], does: 'Collapse or expand the navigation' },
      { keys: ['?'], does: 'Show these shortcuts' },
      { keys: ['Esc'], does: 'Close what is open' },
    ],
  },
  {
    title: 'Lists',
    shortcuts: [
      { keys: ['↑', '↓'], does: 'Move between rows' },
      { keys: ['Enter'], does: 'Open' },
      { keys: ['Space'], does: 'Select' },
      { keys: ['Shift', 'click'], does: 'Select a range' },
    ],
  },
  {
    title: 'Requests',
    shortcuts: [
      { keys: [mod, 'Enter'], does: 'Send' },
      { keys: [mod, 'S'], does: 'Save' },
      { keys: [mod, 'F'], does: 'Find in the text' },
      { keys: [mod, 'E'], does: 'Choose the environment' },
      { keys: ['Ctrl', 'Space'], does: 'Fill in a variable' },
      { keys: ['Alt', '↑ ↓'], does: 'Move a check, value or variable' },
      { keys: ['←', '→'], does: 'Collapse or expand a branch' },
    ],
  },
  {
    title: 'Tree of a response',
    shortcuts: [
      { keys: [mod, 'C'], does: 'Copy the value' },
      { keys: [mod, 'Shift', 'C'], does: 'Copy its path, as JSONPath' },
      { keys: ['-'], does: 'Fold all' },
      { keys: ['+'], does: 'Unfold all' },
      { keys: ['Enter'], does: 'Fold or unfold, or decode a token' },
    ],
  },
  {
    title: 'Collections',
    shortcuts: [
      { keys: ['Enter'], does: 'Open' },
      { keys: ['F2'], does: 'Rename' },
      { keys: [mod, 'D'], does: 'Duplicate' },
      { keys: [mod, 'Enter'], does: 'Run' },
      { keys: ['Delete'], does: 'Delete' },
      { keys: ['Alt', '↑'], does: 'Move up' },
      { keys: ['Alt', '↓'], does: 'Move down' },
      { keys: ['Alt', '←'], does: 'Move out of its folder' },
      { keys: ['Alt', '→'], does: 'Move into the folder above' },
      { keys: ['Space'], does: 'Select' },
      { keys: ['Shift', '↑ ↓'], does: 'Select a range' },
      { keys: ['Shift', 'F10'], does: 'Open the menu' },
    ],
  },
  {
    title: 'Results of a run',
    shortcuts: [
      { keys: ['↑', '↓'], does: 'Move between results' },
      { keys: ['Enter'], does: 'Open or close the checks of a result' },
    ],
  },
];

/** The keys that do something, by where they do. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Keyboard shortcuts" size="xl">
      <div style={{ columns: '2 300px', columnGap: 32 }}>
        {groups.map(({ title, shortcuts }) => (
          <section key={title} style={{ breakInside: 'avoid', paddingBottom: 16 }}>
            <Title order={3} size="h6">
              {title}
            </Title>
            <Table aria-label={title} horizontalSpacing={0}>
              <Table.Tbody>
                {shortcuts.map(({ keys, does }) => (
                  <Table.Tr key={does}>
                    <Table.Td>{does}</Table.Td>
                    <Table.Td ta="end">
                      {keys.map((key, index) => (
                        <Fragment key={key}>
                          {index > 0 && ' '}
                          <Kbd size="xs">{key}</Kbd>
                        </Fragment>
                      ))}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
