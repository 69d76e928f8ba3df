import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Assistant, AssistantIntegration, ConnectionOption } from '#contract/assistants.ts';
import type { ConnectionId } from '#contract/common.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { putRow } from '../queries.ts';
import { firstChoice } from './options.ts';

/** Undefined: nothing is chosen yet. Null: without a connection. */
export type Choice = ConnectionId | null | undefined;

/** The connections to choose from, the one that is chosen, and sending it. */
export function useChooser(
  assistant: Assistant,
  row: AssistantIntegration,
  onDone: (row: AssistantIntegration) => void,
) {
  const queries = useQueryClient();
  const { integrationId, attachment } = row;
  const input = { assistantId: assistant.id, integrationId };
  // What can be chosen may have changed since it was last looked at.
  const options = useQuery(orpc.assistants.options.queryOptions({ input, staleTime: 0 }));
  const [picked, setPicked] = useState<Choice>(attachment?.connection?.id);
  const [validate, setValidate] = useState(true);
  const running = useRef<AbortController | null>(null);
  const chosen =
    picked === undefined
      ? firstChoice(options.data, attachment !== null)
      : stillThere(picked, options.data?.connections);
  useNewConnection(options.data?.connections, setPicked);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: (connectionId: ConnectionId | null) => {
      running.current = new AbortController();
      // A connection that is gone by then must not give way to another one that nobody chose.
      setPicked(connectionId);
      const choice = { ...input, connectionId, validate: validate && connectionId !== null };
      if (attachment === null) return client.assistants.attach(choice, running.current);
      const expected = { connectionId: attachment.connection?.id ?? null };
      return client.assistants.configure({ ...choice, expected }, running.current);
    },
    onSuccess: (answer) => {
      putRow(queries, assistant.id, answer);
      const done = attachment === null ? 'added' : 'updated';
      toastDone(`${answer.displayName} ${done}`);
      onDone(answer);
    },
    // Whatever was in the way, what can be chosen is read again: a connection may be gone.
    onError: () => void queries.invalidateQueries({ queryKey: orpc.assistants.key() }),
  });
  return { options, chosen, pick: setPicked, validate, setValidate, save, cancel: () => running.current?.abort() };
}

function stillThere(picked: Choice, connections: readonly ConnectionOption[] | undefined): Choice {
  if (picked === null || connections === undefined) return picked;
  return connections.find(({ id, unfit }) => id === picked && unfit === null)?.id;
}

/** Chooses a connection that was made while the dialog was open: the person made it in order to use it. */
function useNewConnection(options: readonly ConnectionOption[] | undefined, pick: (id: ConnectionId) => void): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const latest = useRef(pick);
  useEffect(() => {
    latest.current = pick;
  });
  useEffect(() => {
    if (options === undefined) return;
    const added = options.find(({ id, unfit }) => unfit === null && known.current?.has(id) === false);
    known.current = new Set(options.map(({ id }) => id));
    if (added !== undefined) latest.current(added.id);
  }, [options]);
}
