import { app } from 'electron';
import { deepLinkIn, linkIn, parseDeepLink, parseSignInLink } from './deepLink.ts';

/** Where to go when a link came, or null to come to the front only. */
type Visit = (path: string | null) => void;
/** Takes the answer of a sign-in. */
type Finish = (link: string) => void;

/**
 * Listens for `patchbay://` links and second starts. What comes before the console stands is kept and told to the first
 * visitor; its result is where to begin.
 */
export function listenForLinks(argv: readonly string[]): (visit: Visit, finish: Finish) => string | null {
  let first = deepLinkIn(argv);
  let visit: Visit = (path) => {
    first = path ?? first;
  };
  // No sign-in waits before the console stands.
  let finish: Finish = () => undefined;
  const follow = (link: string | null) => {
    const answer = link === null ? null : parseSignInLink(link);
    if (answer !== null) finish(answer);
    visit(link === null || answer !== null ? null : parseDeepLink(link));
  };
  app.on('open-url', (event, link) => {
    event.preventDefault();
    follow(link);
  });
  app.on('second-instance', (_event, secondArgv) => follow(linkIn(secondArgv)));
  return (next, nextFinish) => {
    visit = next;
    finish = nextFinish;
    return first;
  };
}

/** Asks the operating system to bring `patchbay://` links here. Unpackaged, the program is Electron with our folder. */
export function claimLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient('patchbay');
  else app.setAsDefaultProtocolClient('patchbay', process.execPath, [app.getAppPath()]);
}
