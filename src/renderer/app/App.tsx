import '@mantine/core/styles.css';
import '@mantine/dropzone/styles.css';
import '@mantine/notifications/styles.css';
import './base.css';
import { RouterProvider } from 'react-router/dom';
import { Providers } from './Providers.tsx';
import { router } from './router.tsx';

/** The whole window. */
export function App() {
  return (
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  );
}
