import type { Session } from 'electron';
import { isPageUrl } from './origin.ts';

/** All that the page may do beyond drawing itself: "Copy" buttons put text on the clipboard. Reading it is denied. */
const allowed = 'clipboard-sanitized-write';

/** Denies every permission, device and display capture to every page; our own page may write text to the clipboard. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(permission === allowed && details.isMainFrame && isPageUrl(details.requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) => permission === allowed && details.isMainFrame && isPageUrl(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.setSpellCheckerEnabled(false);
}
