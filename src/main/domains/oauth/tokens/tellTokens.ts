import type { Subject } from '../ofConnection.ts';
import type { TokenDeps } from '../tokenDeps.ts';

/** Says after a commit that tokens changed; and to the person where they must sign in again. Private connections are named to nobody. */
export function tellTokens({ events }: Pick<TokenDeps, 'events'>, subject: Subject, ended: string | null = null): void {
  const { tenantId, id, name, row } = subject;
  events.changed('oauth', tenantId, [id]);
  events.changed('connections', tenantId, [id]);
  if (ended === null || row.visibility === 'private') return;
  events.notice({
    tenantId,
    level: 'warning',
    title: `${name} needs a sign-in`,
    body: ended,
    path: `/connections/${id}`,
  });
}
