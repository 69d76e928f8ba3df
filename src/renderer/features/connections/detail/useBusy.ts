import { useState } from 'react';

/** Whether something runs, for the button that started it. */
export function useBusy() {
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    await work();
    setBusy(false);
  };
  return { busy, run };
}
