// Runs before the modules of the page, which a bundler may run in any order. The names of storage are those of
// src/contract/loopback.ts; a test holds them together.
(() => {
  // What `z.config` keeps its options in: schemas must not try script from text, which the policy refuses and reports.
  globalThis.__zod_globalConfig = { jitless: true };

  // Libraries may write style sheets with `innerHTML`, and nothing that holds markup (https://www.w3.org/TR/trusted-types/).
  globalThis.trustedTypes?.createPolicy('default', {
    createHTML: (text) => {
      if (text.includes('<')) throw new TypeError('Markup from text is not allowed here.');
      return text;
    },
  });

  // A link of the loopback host: its token stands behind the #, and opens a session while the page loads.
  if (location.pathname !== '/open') return;
  const token = location.hash.slice(1);
  history.replaceState(null, '', '/');
  globalThis.patchbayOpening = fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).then(async (answer) => {
    if (answer.ok) return localStorage.setItem('patchbay.key', (await answer.json()).key);
    sessionStorage.setItem('patchbay.refused', await answer.text());
    location.reload();
  });
})();
