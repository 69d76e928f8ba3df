import { createBrowserRouter } from 'react-router';
import { NotFoundPage } from './routes/NotFoundPage.tsx';
import { RouteFault } from './routes/RouteFault.tsx';
import { Shell } from './shell/Shell.tsx';

/** Every address of the console. Pages are fetched when they are first opened. */
export const router = createBrowserRouter([
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: RouteFault,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: RouteFault,
        children: [
          {
            index: true,
            lazy: async () => ({ Component: (await import('./routes/OverviewRoute.tsx')).OverviewRoute }),
          },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
  },
]);
