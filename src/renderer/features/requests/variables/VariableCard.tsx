import { Anchor, Popover, Portal, Text } from '@mantine/core';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useEnvironments } from '#renderer/entities/environment/environments.ts';
import type { CodeVariable } from '#renderer/ui/code/index.ts';
import { groupsAbove } from '../collections/collectionRows.ts';
import { useCollections } from '../queries.ts';
import { findName } from './names.ts';
import { useStandpoint } from './VariableScope.tsx';

interface ShownName {
  readonly name: string;
  /** Undefined where nothing has a value for it. */
  readonly variable: CodeVariable | undefined;
  readonly at: DOMRect;
}

const lingerMs = 250;

/** The name in a field that the mouse is over, a moment longer, so that its card can be reached. */
export function useHoveredName(offered: readonly CodeVariable[] | null) {
  const [shown, setShown] = useState<ShownName | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stay = () => clearTimeout(timer.current);
  const leave = () => {
    stay();
    timer.current = setTimeout(() => setShown(null), lingerMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    shown,
    stay,
    leave,
    look: ({ currentTarget, clientX: x, clientY: y }: MouseEvent<HTMLElement>) => {
      const marks = [...currentTarget.querySelectorAll<HTMLElement>('[data-variable]')];
      const mark = marks.find((one) =>
        [...one.getClientRects()].some(
          ({ left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom,
        ),
      );
      const name = mark?.dataset.variable;
      if (mark === undefined || name === undefined) return shown === null ? undefined : leave();
      stay();
      if (shown?.name !== name && offered !== null)
        setShown({ name, variable: findName(offered, name), at: mark.getBoundingClientRect() });
    },
  };
}

interface VariableCardProps extends ShownName {
  onEnter(): void;
  onLeave(): void;
}

/** What a name stands for, where that comes from, and the way to change it. */
export function VariableCard({ name, variable, at, onEnter, onLeave }: VariableCardProps) {
  const path = useEditPath(variable?.source);
  return (
    <Portal>
      <Popover
        opened
        position="bottom-start"
        offset={4}
        hideDetached={false}
        withRoles={false}
        trapFocus={false}
        returnFocus={false}
      >
        <Popover.Target>
          <span
            style={{
              position: 'fixed',
              left: at.left,
              top: at.top,
              width: at.width,
              height: at.height,
              pointerEvents: 'none',
            }}
          />
        </Popover.Target>
        <Popover.Dropdown p="xs" maw={420} onMouseEnter={onEnter} onMouseLeave={onLeave}>
          <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }} lineClamp={6}>
            {variable === undefined ? `${name} has no value here.` : variable.value === '' ? '(empty)' : variable.value}
          </Text>
          <Text size="xs" c="dimmed">
            {variable?.source ?? 'Choose another environment, or add it.'}{' '}
            {path === null ? null : (
              <Anchor component={Link} to={path} size="xs" underline="always">
                {variable === undefined ? 'Manage environments' : 'Edit'}
              </Anchor>
            )}
          </Text>
        </Popover.Dropdown>
      </Popover>
    </Portal>
  );
}

/** The page where the variable is kept; null where it is kept nowhere else than in the request. */
function useEditPath(source: string | undefined): string | null {
  const { environmentId, groupId } = useStandpoint();
  const groups = useCollections().data?.groups ?? [];
  const environments = useEnvironments().data ?? [];
  const globals = environments.find(({ isGlobal }) => isGlobal);
  const environment = environments.find(({ id }) => id === environmentId);
  const of = environment === undefined ? '/requests/environments' : `/requests/environments/${environment.id}`;
  if (source === undefined) return of;
  if (source === globals?.name) return `/requests/environments/${globals.id}`;
  if (source === `environment ${environment?.name}`) return of;
  // The innermost of a name overrides those above it.
  const group = groupsAbove(groups, groupId).findLast(
    ({ name, parentId }) => source === `${parentId === null ? 'collection' : 'folder'} ${name}`,
  );
  return group === undefined ? null : `/requests/collections/${group.id}`;
}
