import type { RequestDraft } from '#contract/requests.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';

/** Asks before something is changed where it counts. */
export const confirmProduction = (name: string, { method }: RequestDraft): Promise<boolean> =>
  confirm({
    title: `Send ${method} to production?`,
    body: `The environment ${name} is production, and ${method} may change something there.`,
    action: `Send ${method}`,
  });

/** The host that the secret may go to besides those of the connection; undefined where the person thinks better of it. */
export async function confirmHost(
  { confirmedHost }: RequestDraft,
  host: string | null,
): Promise<string | null | undefined> {
  if (host === null) return confirmedHost;
  const yes = await confirm({
    title: `Send the secret to ${host}?`,
    body: 'It is not an allowed host of the connection, and will be able to read the secret. This confirms it for this request only.',
    action: 'Send once',
  });
  return yes ? host : undefined;
}
