import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { z } from 'zod';

/** What the preload posts when the system opens a patchbay:// link; main has parsed it into an address of the console. */
const openedLink = z.object({ type: z.literal('patchbay:open'), path: z.string().regex(/^\/(?!\/)/) });

/** Goes where a link from outside of the window leads. */
export function useOpenedLinks(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const receive = (event: MessageEvent<unknown>) => {
      if (event.source !== window || event.origin !== location.origin) return;
      const opened = openedLink.safeParse(event.data);
      if (opened.success) void navigate(opened.data.path);
    };
    window.addEventListener('message', receive);
    return () => window.removeEventListener('message', receive);
  }, [navigate]);
}
