import './mantineStyles.ts';
import '@mantine/dropzone/styles.css';
import '@mantine/notifications/styles.css';
import './base.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { createQueryClient, followEvents } from '#renderer/platform/cache.ts';
import { roomForToasts, toastFault } from '#renderer/ui/toasts.tsx';
import { router } from './router.tsx';
import { readableVariables, theme } from './theme.ts';

/** The whole window. */
export function App() {
  return (
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  );
}

/** Keeps what is below messages from being covered: the page ends where they begin. */
function RoomForToasts() {
  useEffect(() => {
    let frame = 0;
    const watch = new ResizeObserver(([entry]) => {
      const { top = 0, height = 0 } = entry?.target.getBoundingClientRect() ?? {};
      const covered = height > 0 ? Math.ceil(window.innerHeight - top) : 0;
      document.body.style.setProperty('--toasts', `${roomForToasts(covered, window.innerHeight)}px`);
    });
    const find = () => {
      const toasts = document.querySelector('.mantine-Notifications-root[data-position="bottom-right"]');
      // They are drawn beside the page, and later.
      if (toasts === null) frame = requestAnimationFrame(find);
      else watch.observe(toasts);
    };
    find();
    return () => {
      cancelAnimationFrame(frame);
      watch.disconnect();
    };
  }, []);
  return null;
}

/** What every page is on: theme, cache, events and toasts. */
function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(() => createQueryClient(toastFault));
  useEffect(() => {
    const end = new AbortController();
    void followEvents(queries, end.signal);
    return () => end.abort();
  }, [queries]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={readableVariables}>
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" limit={3} />
        <RoomForToasts />
        {children}
      </QueryClientProvider>
    </MantineProvider>
  );
}
