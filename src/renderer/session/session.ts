import { useQuery } from '@tanstack/react-query';
import type { ActivityEntry } from '#contract/activity.ts';
import { type Role, reaches } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';

/** The person and tenant; undefined until main has answered. */
export function useSession() {
  return useQuery(orpc.tenants.session.queryOptions()).data;
}

/** Whether the person's role reaches `needed`. Main decides; this only keeps buttons away that would be refused. */
export function useMay(needed: Role): boolean {
  const session = useSession();
  return session !== undefined && reaches(session.tenant.role, needed);
}

/** Names who did something: "You" for the person of this session, the console for itself. */
export function useActorName(): (actor: ActivityEntry['actor']) => string {
  const me = useSession()?.user.id;
  return (actor) => {
    if (actor === null) return 'Patchbay';
    return actor.id === me ? 'You' : actor.name;
  };
}
