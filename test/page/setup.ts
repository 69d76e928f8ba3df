import '#renderer/app/mantineStyles.ts';
import '@mantine/dropzone/styles.css';
import '@mantine/notifications/styles.css';
import '#renderer/app/base.css';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { cleanup } from 'vitest-browser-react';
import { endConsole } from './consoleDouble.ts';
import { clearShown } from './show.tsx';

/** What React says of what it draws. */
let said: string[] = [];

beforeEach(() => {
  said = [];
  vi.spyOn(console, 'error').mockImplementation((...words) => void said.push(words.map(String).join(' ')));
});

// What React complains about is a fault as well, and so is a call that the test or the page made against the contract.
afterEach(async () => {
  await cleanup();
  clearShown();
  vi.restoreAllMocks();
  expect([...endConsole(), ...said]).toEqual([]);
});
