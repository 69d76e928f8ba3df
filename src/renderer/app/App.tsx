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
import { toastFault } from '#renderer/ui/toasts.tsx';
import classes from './App.module.css';
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

/** What every page stands on: theme, cache, events and toasts. */
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
        <Notifications position="bottom-right" limit={3} classNames={{ root: classes.toasts ?? '' }} />
        {children}
      </QueryClientProvider>
    </MantineProvider>
  );
}
