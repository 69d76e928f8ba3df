import { app, type Session } from 'electron';
import { isPageUrl } from './origin.ts';

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
