import { Button } from '@mantine/core';
import { IconFileImport, IconFileOff, IconUnlink } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Integration } from '#contract/integrations.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { type UrlField, useUrlState } from '#renderer/ui/useUrlState.ts';
import { DocumentView } from './document/DocumentView.tsx';

/** A line or column from 1; 0 is none. */
const count: UrlField<number> = {
  read: ([value]) => Math.max(0, Math.trunc(Number(value ?? 0)) || 0),
  write: (value) => (value === 0 ? [] : [String(value)]),
};
const fields = { line: count, column: count };

/** The document itself. */
export function DefinitionTab({ integration }: { integration: Integration }) {
  const { importDefinition } = useAppActions();
  const [{ line, column }] = useUrlState(fields);
  const place = useMemo(() => (line === 0 ? null : { line, column: Math.max(1, column) }), [line, column]);
  if (integration.definition !== null)
    return (
      <DocumentView
        key={integration.definition.id}
        integration={integration}
        place={place}
        actions={<DocumentActions integration={integration} />}
      />
    );
  return (
    <EmptyState
      icon={<IconFileOff size={24} />}
      title="No definition yet"
      actions={<Button onClick={() => importDefinition(integration.id)}>Import definition</Button>}
    >
      An OpenAPI definition tells Patchbay the operations and the authentication they need.
    </EmptyState>
  );
}

function DocumentActions({ integration: { id, displayName } }: { integration: Integration }) {
  const { importDefinition } = useAppActions();
  const detach = useMutation(
    orpc.definitions.detach.mutationOptions({ onSuccess: () => toastDone('Definition removed') }),
  );
  const confirmAndDetach = async () => {
    const yes = await confirm({
      title: `Remove the definition of ${displayName}?`,
      body: 'This removes its operations and authentication. Connections and operations added by hand stay.',
      action: 'Remove definition',
    });
    if (yes) detach.mutate({ integrationId: id });
  };
  if (!useMay('editor')) return null;
  const icon = { size: 14, 'aria-hidden': true } as const;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconUnlink {...icon} />}
        onClick={() => void confirmAndDetach()}
      >
        Remove
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconFileImport {...icon} />}
        onClick={() => importDefinition(id)}
      >
        Import again
      </Button>
    </>
  );
}
