/**
 * The address where it is one of the web (http or https, without user and password), and null for everything else: `javascript:` and
 * `data:` run in the page, other schemes start programs, and a name before an `@` shows another host than the real one. Every link to
 * an address that a document or a server gave goes through this.
 */
export function webAddress(text: string | null | undefined): string | null {
  const url = URL.parse(text ?? '');
  const isOfTheWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return isOfTheWeb && url.username === '' && url.password === '' ? (text ?? null) : null;
}
