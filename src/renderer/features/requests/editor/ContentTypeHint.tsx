import { Button, Group, Text } from '@mantine/core';
import { findParameter, withParameter } from '../draft/parameters.ts';
import { useWorkbench } from '../workbench.ts';
import { contentTypeOf } from './bodyTypes.ts';

/** What `Content-Type` follows from the body, and the way to send another. */
export function ContentTypeHint() {
  const { draft, change } = useWorkbench();
  const followed = contentTypeOf(draft.body);
  const own = findParameter(draft.parameters, 'header', 'Content-Type');
  if (followed === null) return null;
  const isOverridden = own?.enabled === true && own.value !== '';
  // Without the boundary that the console makes, nobody could read the parts.
  const hasBoundary = followed.startsWith('multipart/');
  const override = () =>
    change({
      parameters: withParameter(draft.parameters, 'header', 'Content-Type', { value: followed, enabled: true }),
    });
  return (
    <Group gap="xs">
      <Text size="xs" c="dimmed">
        {isOverridden
          ? `Content-Type is set here; from the body it would be ${followed}.`
          : `Content-Type: ${followed} follows from the body.`}
      </Text>
      {isOverridden || hasBoundary ? null : (
        <Button size="compact-xs" variant="subtle" onClick={override}>
          Send another
        </Button>
      )}
    </Group>
  );
}
