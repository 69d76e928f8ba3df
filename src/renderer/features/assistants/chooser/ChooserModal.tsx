import { Button, Checkbox, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Assistant, AssistantIntegration } from '#contract/assistants.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { CheckingLine } from './CheckingLine.tsx';
import { ChooserFault } from './ChooserFault.tsx';
import { ConnectionChoices } from './ConnectionChoices.tsx';
import { useChooser } from './useChooser.ts';

interface ChooserModalProps {
  assistant: Assistant;
  row: AssistantIntegration;
  onClose: () => void;
}

/** Adds an integration with a connection, or gives an attached one another. Mount it while it is open. */
export function ChooserModal({ assistant, row, onClose }: ChooserModalProps) {
  const { connect } = useAppActions();
  const [connecting, setConnecting] = useState(false);
  const chooser = useChooser(assistant, row, onClose);
  const { options, chosen, save, validate } = chooser;
  const attached = row.attachment !== null;
  const choose = (choice: typeof chosen) => {
    save.reset();
    chooser.pick(choice);
  };
  const newConnection = () => {
    setConnecting(true);
    connect(row.integrationId, () => setConnecting(false));
  };
  const close = () => {
    chooser.cancel();
    onClose();
  };
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (chosen !== undefined && !save.isPending) save.mutate(chosen);
  };
  const none = options.data?.connections.length === 0;
  const needed = options.data?.needsAuth === true && !options.data.optional;
  const title = attached ? `Configure ${row.displayName}` : `Add ${row.displayName} to ${assistant.name}`;
  return (
    <Modal opened={!connecting} onClose={close} size="lg" title={title} closeOnClickOutside={false}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {options.error !== null && <ErrorNotice error={options.error} onRetry={() => void options.refetch()} />}
          {options.isPending && <Skeleton h={140} aria-busy aria-label="Loading" />}
          {none && <NoConnections name={row.displayName} />}
          {options.data !== undefined && !(none && needed) && (
            <ConnectionChoices
              connections={options.data.connections}
              optional={!needed}
              chosen={chosen}
              onChoose={choose}
              disabled={save.isPending}
            />
          )}
          <Checkbox
            label={attached ? 'Check before saving' : 'Check before adding'}
            description="Sends one safe request with the connection; it is taken only when that works."
            checked={validate && chosen !== null}
            disabled={save.isPending || chosen === null}
            onChange={(event) => chooser.setValidate(event.currentTarget.checked)}
          />
          {save.isPending && <CheckingLine name={row.displayName} checks={validate && chosen !== null} />}
          {save.error !== null && <ChooserFault error={save.error} attached={attached} />}
          <Group gap="xs">
            <Button
              variant={none ? 'light' : 'subtle'}
              mr="auto"
              disabled={save.isPending}
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={newConnection}
            >
              New connection…
            </Button>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={chosen === undefined}>
              {attached ? 'Save' : 'Add'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function NoConnections({ name }: { name: string }) {
  return (
    <Text size="sm">
      There is no connection to {name} that you may use yet. “New connection…” makes one and comes back here.
    </Text>
  );
}
