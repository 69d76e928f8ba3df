const patienceMs = 10_000;

/** Resolves when the page is in sight, at once where it is. */
export function untilVisible(signal: AbortSignal): Promise<void> {
  if (!document.hidden || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', check);
      signal.removeEventListener('abort', check);
      resolve();
    };
    document.addEventListener('visibilitychange', check);
    signal.addEventListener('abort', check);
  });
}

/** A signal that aborts with `signal`, or when the page has been out of sight for a while; `end` takes it down. */
export function whileVisible(signal: AbortSignal): { signal: AbortSignal; end: () => void } {
  const turn = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => turn.abort(), patienceMs);
  };
  document.addEventListener('visibilitychange', watch);
  watch();
  const end = () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', watch);
  };
  return { signal: AbortSignal.any([signal, turn.signal]), end };
}
