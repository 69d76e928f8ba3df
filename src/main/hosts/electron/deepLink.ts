const segment = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const longest = 512;
const deepest = 6;

/**
 * The address inside the console that a `patchbay://` link means: `patchbay://integrations/abc` is `/integrations/abc`.
 * Null for everything else. Anyone can make a link, so that it can only show a page: no query, no fragment, no escapes.
 */
export function parseDeepLink(link: string): string | null {
  if (link.length > longest || !link.startsWith('patchbay://')) return null;
  const segments = link.slice('patchbay://'.length).replace(/\/$/, '').split('/');
  if (segments.length > deepest) return null;
  if (segments.length === 1 && segments[0] === '') return '/';
  return segments.every((it) => segment.test(it)) ? `/${segments.join('/')}` : null;
}

/** The link that the operating system put on a command line, parsed; null where there is none. */
export function deepLinkIn(argv: readonly string[]): string | null {
  const link = argv.find((argument) => argument.startsWith('patchbay://'));
  return link === undefined ? null : parseDeepLink(link);
}
