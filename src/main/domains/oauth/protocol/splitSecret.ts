import { z } from 'zod';
import type { OAuthConfig } from '#contract/oauthConfig.ts';

const both = z.object({ password: z.string(), clientSecret: z.string().optional() });

/**
 * What a connection's one secret holds: the client's secret or key; for the password grant the password, or both as a JSON object
 * with `password` and `clientSecret`.
 */
export function splitSecret(
  { grant }: Pick<OAuthConfig, 'grant'>,
  secret: string | null,
): { clientSecret: string | null; password: string | null } {
  if (grant !== 'password' || secret === null) return { clientSecret: secret, password: null };
  const parsed = readBoth(secret);
  return parsed
    ? { clientSecret: parsed.clientSecret ?? null, password: parsed.password }
    : { clientSecret: null, password: secret };
}

function readBoth(secret: string): z.infer<typeof both> | undefined {
  try {
    return both.safeParse(JSON.parse(secret)).data;
  } catch {
    return undefined;
  }
}
