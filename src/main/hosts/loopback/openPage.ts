import { sessionKeyItem } from '#contract/loopback.ts';

/** Shown at `/open` and to a browser without a session. Plain, since nothing else may be loaded before one is open. */
export const openPage = `<!doctype html>
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
<script src="/open.js"></script>
</html>
`;

/**
 * Exchanges the token behind the # of a link, which no request line, log or Referer holds, for a session; without one, brings back the
 * cookie of a session whose key this page still has.
 */
export const openScript = `(async () => {
  const item = ${JSON.stringify(sessionKeyItem)};
  const opening = location.pathname === '/open';
  const token = opening ? location.hash.slice(1) : '';
  const key = localStorage.getItem(item);
  if (opening) history.replaceState(null, '', '/open');
  const triedNow = !token && Date.now() - Number(sessionStorage.getItem('patchbay.restored')) < 5000;
  const wish = token ? { token } : key && !triedNow ? { key } : null;
  let reason = triedNow ? 'This browser keeps no cookies of the console. Allow them for this address.' : '';
  if (wish) {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
    if (answer.ok) {
      localStorage.setItem(item, (await answer.json()).key);
      if (!token) sessionStorage.setItem('patchbay.restored', String(Date.now()));
      return location.replace(opening ? '/' : location.href);
    }
    reason = token ? await answer.text() : '';
  }
  if (reason) document.querySelector('#reason').textContent = reason;
  document.querySelector('main').hidden = false;
})();
`;
