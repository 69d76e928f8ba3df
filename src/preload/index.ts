import { ipcRenderer } from 'electron';

/**
 * Hands one end of a message channel to the main process and the other to the page.
 * The page posts `patchbay:ready` to itself when it listens, and gets `patchbay:port` with the port, once per load.
 */
function connect(): void {
  const { port1, port2 } = new MessageChannel();
  ipcRenderer.postMessage('patchbay:connect', null, [port1]);
  window.postMessage('patchbay:port', window.location.origin, [port2]);
}

function onPageMessage(event: MessageEvent<unknown>): void {
  if (event.source !== window || event.data !== 'patchbay:ready') return;
  window.removeEventListener('message', onPageMessage);
  connect();
}

window.addEventListener('message', onPageMessage);

/** A link from outside, which the main process has parsed into an address of the console. */
ipcRenderer.on('patchbay:open', (_event, path: string) => {
  window.postMessage({ type: 'patchbay:open', path }, window.location.origin);
});
