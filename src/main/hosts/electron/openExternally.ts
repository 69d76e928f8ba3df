import { shell } from 'electron';

/** Opens an https address in the person's browser. Any other scheme could start a program, so that it is not opened. */
export function openExternally(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username || url.password) return false;
  void shell.openExternal(url.href);
  return true;
}
