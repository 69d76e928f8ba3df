import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { confirm } from '../dialog/index.ts';

/** Asks before what was typed is lost by going to another page. */
export function useLeaveGuard(isUnsaved: () => boolean): void {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && isUnsaved(),
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    const question = { title: 'Leave without saving?', body: 'What you typed will be lost.', action: 'Leave' };
    void confirm(question).then((yes) => (yes ? blocker.proceed() : blocker.reset()));
  }, [blocker]);
}
