import { shell } from 'electron';

/** Opens an https address in the person's browser. Any other scheme could start a program, so that it is not opened. */
export function openExternally(address: string): boolean {
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
