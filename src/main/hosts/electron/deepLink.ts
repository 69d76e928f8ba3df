const segment = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const longest = 512;
const deepest = 6;
const longestAnswer = 8_192;

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

/**
 * The answer of a sign-in that a link brings: `patchbay://oauth/callback?…`, whole; null for every other link. It opens nothing, and
 * only one with the secret of a sign-in under way has an effect.
 */
export function parseSignInLink(link: string): string | null {
  return link.length <= longestAnswer && /^patchbay:\/\/oauth\/callback\/?[?#]/.test(link) ? link : null;
}

/** The link that the operating system put on a command line, as it is. */
export function linkIn(argv: readonly string[]): string | null {
  return argv.find((argument) => argument.startsWith('patchbay://')) ?? null;
}

/** The link that the operating system put on a command line, parsed; null where there is none. */
export function deepLinkIn(argv: readonly string[]): string | null {
  const link = linkIn(argv);
  return link === null ? null : parseDeepLink(link);
}
