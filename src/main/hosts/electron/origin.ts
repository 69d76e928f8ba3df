import { app } from 'electron';

export const appScheme = 'app';
export const appOrigin = 'app://patchbay';

/** The origin that the page of the console has: `app://patchbay`, or the dev server's while developing. */
export function pageOrigin(): string {
  const dev = process.env.ELECTRON_RENDERER_URL;
  return !app.isPackaged && dev ? new URL(dev).origin : appOrigin;
}

/** Whether an address belongs to the page. Unlike `URL.origin` this knows schemes of our own, whose origin is "null" there. */
export function isPageUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return !username && !password && `${protocol}//${host}` === pageOrigin();
}
