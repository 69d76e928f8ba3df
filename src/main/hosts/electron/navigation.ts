import type { App, WebContents } from 'electron';
import { openExternally } from './openExternally.ts';
import { isPageUrl } from './origin.ts';

/** Stays on the page: a reload is fine, every other place is refused. Links that ask for a window of their own go to the browser. */
function confine(contents: WebContents): void {
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
