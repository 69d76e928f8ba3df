import { createHash } from 'node:crypto';

/** What the browser shows when it has brought its answer. */
export interface Page {
  readonly ok: boolean;
  readonly title: string;
  readonly text: string;
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color:#222;background:#fff}' +
  '@media(prefers-color-scheme:dark){body{color:#ddd;background:#1a1b1e}}';

/** An implicit answer stands behind `#`, which no server sees; this brings it here once and leaves nothing in the history. */
const forward = "location.replace(location.pathname+'?'+location.hash.slice(1))";

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Headers of every answer: nothing loads, nothing frames, nothing is kept, and no address is passed on. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(forward)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  connection: 'close',
};

export function pageHtml({ title, text }: Page): string {
  return document(title, `<h1>${escaped(title)}</h1><p>${escaped(text)}</p>`);
}

export function forwardHtml(): string {
  return document('Signing in', `<p>Signing in…</p><script>${forward}</script>`);
}

function document(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)} · Patchbay</title><style>${style}</style></head><body><main>${body}</main></body></html>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
