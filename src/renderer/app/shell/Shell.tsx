import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Suspense } from 'react';
import { Outlet } from 'react-router';
import { AppActionsProvider } from '#renderer/session/AppActions.tsx';
import { DialogHost } from '#renderer/ui/dialog/index.ts';
import { useNoticeToasts } from '../notices/useNoticeToasts.tsx';
import { Palette } from '../palette/Palette.tsx';
import { LostBar } from './LostBar.tsx';
import classes from './Shell.module.css';
import { Sidebar } from './Sidebar.tsx';
import { TopBar } from './TopBar.tsx';
import { useDialogs } from './useDialogs.tsx';
import { useOpenedLinks } from './useOpenedLinks.ts';
import { useSavedColours } from './useSavedColours.ts';
import { VaultBanner } from './VaultBanner.tsx';

/** What stands around every page. */
export function Shell() {
  const { actions, dialogs } = useDialogs();
  useNoticeToasts();
  useOpenedLinks();
  useSavedColours();
  const [palette, setPalette] = useDisclosure(false);
  useHotkeys([['mod+K', setPalette.toggle]], [], true);
  return (
    <AppActionsProvider actions={actions}>
      <div className={classes.shell}>
        <div className={classes.bar}>
          <a href="#content" className={classes.skip}>
            Skip to the page
          </a>
          <LostBar />
        </div>
        <aside className={classes.side} aria-label="Navigation">
          <Sidebar />
        </aside>
        <div className={classes.main}>
          <TopBar onSearch={setPalette.open} />
          <VaultBanner />
          <main id="content" tabIndex={-1} className={classes.content}>
            <Suspense fallback={null}>
              <Outlet />
            </Suspense>
          </main>
        </div>
        <Palette opened={palette} onClose={setPalette.close} />
        {dialogs}
        <DialogHost />
      </div>
    </AppActionsProvider>
  );
}
