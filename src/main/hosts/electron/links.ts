import { app } from 'electron';
import { deepLinkIn, parseDeepLink } from './deepLink.ts';

/** Where to go when a link came, or null to come to the front only. */
type Visit = (path: string | null) => void;

/**
 * Listens for `patchbay://` links and second starts. What comes before the console stands is kept and told to the first
 * visitor; its result is where to begin.
 */
export function listenForLinks(argv: readonly string[]): (visit: Visit) => string | null {
  let first = deepLinkIn(argv);
  let visit: Visit = (path) => {
    first = path ?? first;
  };
  app.on('open-url', (event, link) => {
    event.preventDefault();
    visit(parseDeepLink(link));
  });
  app.on('second-instance', (_event, secondArgv) => visit(deepLinkIn(secondArgv)));
  return (next) => {
    visit = next;
    return first;
  };
}

/** Asks the operating system to bring `patchbay://` links here. Unpackaged, the program is Electron with our folder. */
export function claimLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient('patchbay');
  else app.setAsDefaultProtocolClient('patchbay', process.execPath, [app.getAppPath()]);
}
