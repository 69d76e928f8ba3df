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
<h1>Open Patchbay with its link</h1>
<p>The console is running, but this browser is not signed in. Its link works once; it was printed in the terminal when
Patchbay started.</p>
<p>To get a new link, run <code>npm start</code> or <code>patchbay serve</code> again: it finds the running console and
opens it.</p>
</html>
`;
