/** What the preload posts with the port, and what the page asks it with. */
const portMessage = 'patchbay:port';
const readyMessage = 'patchbay:ready';
const askAgainMs = 250;

/** True in the desktop window, whose preload hands a port over; a browser talks HTTP to the loopback host. */
export function hasPreload(): boolean {
  return location.protocol === 'app:' || navigator.userAgent.includes('Electron/');
}

/** Asks the preload for the port to main, and again until it comes: the page may be ready before the preload's other side is. */
export function receivePort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const ask = () => window.postMessage(readyMessage, location.origin);
    const timer = setInterval(ask, askAgainMs);
    const receive = (event: MessageEvent<unknown>) => {
      const [port] = event.ports;
      if (event.source !== window || event.origin !== location.origin || event.data !== portMessage || !port) return;
      clearInterval(timer);
      window.removeEventListener('message', receive);
      resolve(port);
    };
    window.addEventListener('message', receive);
    ask();
  });
}
