import { z } from 'zod';

/** The header that carries a page's key. No other origin can send it to the console, which grants no CORS. */
export const sessionKeyHeader = 'x-patchbay-key';

/** Where the page keeps its key in `localStorage`, which other ports of this machine cannot read as they read cookies. */
export const sessionKeyItem = 'patchbay.key';

/** Where a page that was refused leaves the reason, in `sessionStorage`, for the page that says so. */
export const sessionRefusalItem = 'patchbay.refused';

/** What `POST /session` takes: a link's token once, or the key of a session whose cookie was lost or overwritten. */
export const sessionWish = z.union([
  z.strictObject({ token: z.string().max(200) }),
  z.strictObject({ key: z.string().max(200) }),
]);

/** What it answers, beside the cookie. */
export const sessionGrant = z.object({ key: z.string() });
