import type { ActivityEntry } from '#contract/activity.ts';
import { useSession } from './useSession.ts';

/** Names who did something: "You" for the person of this session, the console for itself. */
export function useActorName(): (actor: ActivityEntry['actor']) => string {
  const me = useSession()?.user.id;
  return (actor) => {
    if (actor === null) return 'Patchbay';
    return actor.id === me ? 'You' : actor.name;
  };
}
