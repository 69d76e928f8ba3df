import { basename } from 'node:path';
import { type App, app, type Session, shell, type WebContents } from 'electron';
import { bodiesPath } from '#contract/transfer.ts';
import { isPageUrl } from './origin.ts';

/** Stays on the page: a reload is fine, every other place is refused. Links that ask for a window of their own go to the browser. */
function confine(contents: WebContents): void {
  // WebRTC would go around every rule for requests: with this it reaches nothing by UDP and names no address of the machine.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (!isPageUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openExternally(url);
    return { action: 'deny' };
  });
}

/** Confines every web contents that this program ever makes, also ones it did not mean to make. */
export function confineNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
}

const inProcess = new Set(['blob:', 'data:', 'devtools:']);

function isOfThePage(address: string): boolean {
  if (inProcess.has(new URL(address).protocol) || isPageUrl(address)) return true;
  // The dev server's hot reload speaks over a WebSocket of the same host.
  return !app.isPackaged && isPageUrl(address.replace(/^ws:/, 'http:'));
}

/** The page reaches the console and nothing else: whatever goes out to the network goes out from main. */
export function closeNetwork(session: Session): void {
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOfThePage(details.url) }));
}

/** Only what our page made itself and bodies that the console keeps can be saved, and the person says where; a place that a server names is never written to. */
export function guardDownloads(session: Session): void {
  session.on('will-download', (event, item) => {
    const address = item.getURL();
    const isMade = address.startsWith('blob:') && isPageUrl(address.replace(/^blob:/, ''));
    const isKept = isPageUrl(address) && new URL(address).pathname.startsWith(bodiesPath);
    if (isMade || isKept) item.setSaveDialogOptions({ defaultPath: basename(item.getFilename()) });
    else event.preventDefault();
  });
}

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

/** Opens an https address in the person's browser. Any other scheme could start a program, so that it is not opened. */
function openExternally(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username || url.password) return false;
  void shell.openExternal(url.href);
  return true;
}

/** The same for a page that signs in: it may also be served by this machine, as a test server or a local proxy is. */
export function openSignInPage(address: string): boolean {
  const url = URL.parse(address);
  const isHere = url?.protocol === 'http:' && /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname);
  if (!url || !isHere || url.username || url.password) return openExternally(address);
  void shell.openExternal(url.href);
  return true;
}
