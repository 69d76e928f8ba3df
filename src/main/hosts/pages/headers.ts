const directives: Record<string, string> = {
  'default-src': "'none'",
  'script-src': "'self'",
  // Mantine and CodeMirror write style elements at run time; nothing that runs may be inline.
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-src': "'none'",
  'frame-ancestors': "'none'",
  // Text becomes markup or script nowhere; the one policy lets style sheets through (src/renderer/platform/trustedTypes.ts).
  'require-trusted-types-for': "'script'",
  // `preview` makes the document of a sandboxed frame (src/renderer/features/requests/response/htmlPreview.ts), `threads` lets files of the
  // console be threads of the page (src/renderer/platform/threads.ts).
  'trusted-types': 'default preview threads',
};

/** The policy of every page and file: nothing from elsewhere, no inline script, no eval, no frames. */
export const contentSecurityPolicy: string = Object.entries(directives)
  .map(([name, sources]) => `${name} ${sources}`)
  .join('; ');

/** For pictures that people brought: an SVG opened on its own runs nothing and loads nothing. */
export const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** Headers that every answer of a host carries. */
export const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
