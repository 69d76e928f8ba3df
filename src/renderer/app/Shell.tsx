import { Anchor, Kbd, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';
import { z } from 'zod';
import { orpc } from '#renderer/platform/client.ts';
import { AppActionsProvider } from '#renderer/session/AppActions.tsx';
import { DialogHost } from '#renderer/ui/dialog/index.ts';
import { topBarSlot } from '#renderer/ui/Page.tsx';
import { LostBar, RestoreBar, VaultBanner } from './bars.tsx';
import { sectionOf } from './navigation.ts';
import { NoticeBell, useNoticeToasts } from './notices.tsx';
import { Palette } from './Palette.tsx';
import classes from './Shell.module.css';
import { apple, Shortcuts } from './Shortcuts.tsx';
import { Sidebar } from './Sidebar.tsx';
import { TeamBar } from './TeamBar.tsx';
import { useDialogs } from './useDialogs.tsx';

/** What stands around every page. */
export function Shell() {
  const { actions, dialogs } = useDialogs();
  useNoticeToasts();
  useOpenedLinks();
  useSavedColours();
  const [palette, setPalette] = useDisclosure(false);
  const [keys, setKeys] = useDisclosure(false);
  useHotkeys([['mod+K', setPalette.toggle]], [], true);
  // On some keyboards the sign needs no Shift.
  useHotkeys([
    ['shift+?', setKeys.open],
    ['?', setKeys.open],
  ]);
  return (
    <AppActionsProvider actions={actions}>
      <div className={classes.shell}>
        <div className={classes.bar}>
          <a href="#content" className={classes.skip}>
            Skip to the page
          </a>
          <LostBar />
        </div>
        <Sidebar />
        <div className={classes.main}>
          <TopBar onSearch={setPalette.open} />
          <VaultBanner />
          <RestoreBar />
          <TeamBar />
          <main id="content" tabIndex={-1} className={classes.content}>
            <Suspense fallback={null}>
              <Outlet />
            </Suspense>
          </main>
        </div>
        <Palette opened={palette} onClose={setPalette.close} onKeys={setKeys.open} />
        {keys ? <Shortcuts onClose={setKeys.close} /> : null}
        {dialogs}
        <DialogHost />
      </div>
    </AppActionsProvider>
  );
}

/** Where the person is, and the way to everything else. */
function TopBar({ onSearch }: { onSearch: () => void }) {
  const section = sectionOf(useLocation().pathname);
  return (
    <header className={classes.top}>
      {section === undefined ? (
        <span />
      ) : (
        <Anchor className={classes.crumb} component={Link} to={section.to} size="sm" c="dimmed" underline="hover">
          {section.label}
        </Anchor>
      )}
      <div ref={topBarSlot} className={classes.slot} />
      <div className={classes.tools}>
        <UnstyledButton className={classes.search} onClick={onSearch} aria-keyshortcuts="Control+K Meta+K">
          <IconSearch size={15} aria-hidden />
          <span style={{ flex: 1 }}>Search or run…</span>
          <Kbd size="xs">{apple ? '⌘ K' : 'Ctrl K'}</Kbd>
        </UnstyledButton>
        <NoticeBell />
      </div>
    </header>
  );
}

/** What the preload posts when the system opens a patchbay:// link; main has parsed it into an address of the console. */
const openedLink = z.object({ type: z.literal('patchbay:open'), path: z.string().regex(/^\/(?!\/)/) });

/** Goes where a link from outside of the window leads. */
function useOpenedLinks(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const receive = (event: MessageEvent<unknown>) => {
      if (event.source !== window || event.origin !== location.origin) return;
      const opened = openedLink.safeParse(event.data);
      if (opened.success) void navigate(opened.data.path);
    };
    window.addEventListener('message', receive);
    return () => window.removeEventListener('message', receive);
  }, [navigate]);
}

/** Light or dark as the settings say it. The browser's own memory is bound to an address, which changes with each start. */
function useSavedColours(): void {
  const saved = useQuery(orpc.settings.get.queryOptions()).data?.colorScheme;
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (saved !== undefined) setColorScheme(saved);
  }, [saved, setColorScheme]);
}
