import { BrowserWindow, Notification } from 'electron';
import type { Host } from '#main/kernel/host.ts';

/** Notices of the desktop, shown while no window of the console is in front; pressing one opens its page. */
export function desktopNotices(open: (path: string | null) => void): NonNullable<Host['notify']> {
  /** A notice that nothing holds is collected, and pressing it does nothing then. */
  const shown = new Set<Notification>();
  return ({ title, body, path }) => {
    if (!Notification.isSupported() || BrowserWindow.getFocusedWindow() !== null) return;
    const notice = new Notification({ title, body });
    const forget = () => void shown.delete(notice);
    shown.add(notice);
    notice.on('click', () => {
      forget();
      open(path);
    });
    notice.on('close', forget);
    notice.on('failed', forget);
    notice.show();
  };
}
