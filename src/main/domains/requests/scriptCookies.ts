import type { Actor } from '#main/kernel/actor.ts';
import type { ScriptHost, WireCookie } from '#main/scripts/index.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';

/** Cookies as a script gets them, and the jar behind them; none where cookies are not used. */
export interface ScriptCookies {
  readonly cookies: readonly WireCookie[];
  readonly jar?: ScriptHost['jar'];
}

/** A shorter value is no secret, and would hide every such letter elsewhere. */
const shortestHidden = 4;

/** The values that are hidden where scripts show them. */
export const hiddenValues = (cookies: readonly WireCookie[]): string[] =>
  cookies.map(({ value }) => value).filter(({ length }) => length >= shortestHidden);

/** What one script can ask of the jar. */
const mostActions = 200;

/**
 * The cookies for the address of a request, and the jar as far as it is about that host: scripts come with collections of others, and the
 * jar holds the cookies of every site. Values that are handed out go to `hide`.
 */
export async function scriptCookies(
  { cookies }: Pick<RequestsContext, 'cookies'>,
  actor: Actor,
  { filled: { environmentId, useCookies }, built: { url } }: PreparedRequest,
  hide: (values: string[]) => void,
): Promise<ScriptCookies> {
  const named = useCookies === false ? undefined : await cookies.namedFor(actor, environmentId ?? '');
  if (named === undefined || url === null) return { cookies: [] };
  let actions = 0;
  const jar: ScriptHost['jar'] = async (action) => {
    actions += 1;
    if (actions > mostActions) throw new RangeError(`A script can ask ${mostActions} things of the cookie jar.`);
    const address = URL.parse(action.url);
    if (address === null) throw new TypeError('The cookie jar needs an address.');
    if (address.hostname !== url.hostname)
      throw new Error(`The script of a request to ${url.hostname} cannot reach the cookies of ${address.hostname}.`);
    if (action.action === 'set' && !(await named.set(address, action.cookie)))
      throw new Error('The cookie was refused.');
    if (action.action === 'unset') named.remove(address, action.name);
    if (action.action === 'clear') named.remove(address, null);
    const found = named.at(address);
    hide(hiddenValues(found));
    return found;
  };
  return { cookies: named.at(url), jar };
}
