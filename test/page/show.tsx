import { type MantineColorScheme, MantineProvider, useMantineColorScheme } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import axe, { type RunOptions } from 'axe-core';
import type { ReactNode } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { expect } from 'vitest';
import { cleanup, render } from 'vitest-browser-react';
import { readableVariables, theme } from '#renderer/app/theme.ts';
import { createQueryClient } from '#renderer/platform/cache.ts';
import { type AppActions, AppActionsProvider } from '#renderer/session/AppActions.tsx';
import { DialogHost } from '#renderer/ui/dialog/index.ts';
import { topBarSlot } from '#renderer/ui/Page.tsx';
import { type SharedValue, sharedValue } from '#renderer/ui/sharedValue.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { type Answers, type ConsoleDouble, startConsole } from './consoleDouble.ts';

interface ShowOptions {
  /** The address that it is at. */
  at?: string;
  /** What the console answers. */
  answers?: Answers;
  /** What leads into other features. */
  actions?: Partial<AppActions>;
}

interface Shown {
  console: ConsoleDouble;
  /** Path and search of the address. */
  address: () => string;
  go: (path: string) => Promise<void>;
  /** Draws something else in the same place. */
  change: (content: ReactNode) => void;
}

/** Draws a piece of the page within what stands around every page. Find what it shows by `page.getByRole(…)` of vitest/browser. */
export async function show(
  content: ReactNode,
  { at = '/', answers = {}, actions = {} }: ShowOptions = {},
): Promise<Shown> {
  // One at a time: what was shown before in the same test goes.
  await cleanup();
  const console = startConsole(answers);
  const shown = sharedValue<ReactNode>(content);
  const element = <Frame shown={shown} actions={{ ...unexpected, ...actions }} />;
  const router = createMemoryRouter([{ path: '*', element }], { initialEntries: [at] });
  const container = document.createElement('div');
  container.id = 'root';
  document.body.append(container);
  await render(
    <MantineProvider theme={theme} defaultColorScheme="light" cssVariablesResolver={readableVariables}>
      <ColorScheme />
      <QueryClientProvider client={createQueryClient(toastFault)}>
        <Notifications position="bottom-right" limit={3} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
    { container },
  );
  return {
    console,
    address: () => `${router.state.location.pathname}${router.state.location.search}`,
    go: (path) => router.navigate(path),
    change: shown.set,
  };
}

const refuse = () => {
  throw new Error('This leads into another feature, which the test does not expect.');
};
const unexpected: AppActions = {
  importDefinition: refuse,
  connect: refuse,
  openVault: refuse,
  importCollections: refuse,
  exportCollection: refuse,
  startRun: refuse,
};

function Frame({ shown, actions }: { shown: SharedValue<ReactNode>; actions: AppActions }) {
  return (
    <AppActionsProvider actions={actions}>
      <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
        <header ref={topBarSlot} />
        <main id="content" tabIndex={-1} style={{ flex: 1, minHeight: 0 }}>
          {shown.use()}
        </main>
      </div>
      <DialogHost />
    </AppActionsProvider>
  );
}

let setScheme: (scheme: MantineColorScheme) => void = () => undefined;

function ColorScheme() {
  setScheme = useMantineColorScheme().setColorScheme;
  return null;
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What the colours decide; the rest is the same in both. */
const ofColours: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast'] } };
const ofAll: RunOptions = { runOnly: { type: 'tag', values: standards } };

/** Looks for what keeps people out, by axe, in light and in dark. */
export async function expectAccessible(): Promise<void> {
  const found: string[] = [];
  for (const scheme of ['dark', 'light'] as const) {
    setScheme(scheme);
    await expect.poll(() => document.documentElement.dataset.mantineColorScheme).toBe(scheme);
    // What is half transparent for a moment is no contrast to judge.
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(ends)
        .map((animation) => animation.finished),
    );
    const rules = scheme === 'light' ? ofAll : ofColours;
    const { violations } = await axe.run(document.body, { ...rules, resultTypes: ['violations'], preload: false });
    for (const { id, nodes } of violations)
      for (const { html } of nodes.slice(0, 3)) found.push(`${scheme}: ${id} ${html.slice(0, 200)}`);
  }
  expect(found).toEqual([]);
}

/** A cursor blinks for ever. */
const ends = ({ effect }: Animation) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;

/** Leaves nothing of a test to the next one. */
export function clearShown(): void {
  notifications.clean();
  notifications.cleanQueue();
  localStorage.clear();
  sessionStorage.clear();
}
