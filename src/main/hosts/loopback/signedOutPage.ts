import { sessionKeyItem, sessionRefusalItem } from '#contract/loopback.ts';

/** Shown to a browser without a session. Plain, since nothing else may be loaded before one is open. */
export const signedOutPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Patchbay</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; }
code { font-family: ui-monospace, monospace; }
</style>
<main hidden>
<h1>Open Patchbay with its link</h1>
<p id="reason">The console is running, but this browser is not signed in.</p>
<p>A link works once and for a minute; it is printed in the terminal when Patchbay starts. To get a new link, run
<code>npm start</code> or <code>patchbay serve</code> again: it finds the running console and opens it.</p>
</main>
<noscript>Patchbay needs JavaScript in this browser.</noscript>
<script src="/signed-out.js"></script>
</html>
`;

/** Brings back the cookie of a session whose key the page still has, else says why there is none. */
export const signedOutScript = `(async () => {
  const refused = sessionStorage.getItem(${JSON.stringify(sessionRefusalItem)});
  sessionStorage.removeItem(${JSON.stringify(sessionRefusalItem)});
  const key = localStorage.getItem(${JSON.stringify(sessionKeyItem)});
  const triedNow = Date.now() - Number(sessionStorage.getItem('patchbay.restored')) < 5000;
  if (key && !refused && !triedNow) {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });
    if (answer.ok) {
      sessionStorage.setItem('patchbay.restored', String(Date.now()));
      return location.reload();
    }
  }
  const reason = triedNow ? 'This browser blocks the console’s cookies. Allow cookies for this address.' : refused;
  if (reason) document.querySelector('#reason').textContent = reason;
  document.querySelector('main').hidden = false;
})();
`;
