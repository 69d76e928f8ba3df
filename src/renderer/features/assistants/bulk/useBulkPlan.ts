import { useEffect, useState } from 'react';
import type { AssistantIntegration, ConnectionOption } from '#contract/assistants.ts';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import { client } from '#renderer/platform/client.ts';
import { bestConnection } from '../chooser/groups.ts';
import { type PlanLine, planOf } from './bulkPlan.ts';

interface Planning {
  lines: PlanLine[] | null;
  /** Lines that are known so far. */
  done: number;
  error: unknown;
}

/** Looks up which connection each chosen integration would use; a person may choose another. */
export function useBulkPlan(assistantId: AssistantId, rows: readonly AssistantIntegration[]) {
  const [asked] = useState(rows);
  const [planning, setPlanning] = useState<Planning>({ lines: null, done: 0, error: null });
  useEffect(() => {
    const end = new AbortController();
    const ask = (integrationId: IntegrationId) =>
      client.assistants.options({ assistantId, integrationId }, { signal: end.signal });
    const tell = (changes: Partial<Planning>) => {
      if (!end.signal.aborted) setPlanning((before) => ({ ...before, ...changes }));
    };
    planOf(asked, ask, bestConnection, (done) => tell({ done })).then(
      (lines) => tell({ lines }),
      (error: unknown) => tell({ error }),
    );
    return () => end.abort();
  }, [assistantId, asked]);
  const choose = (id: IntegrationId, chosen: ConnectionOption) =>
    setPlanning((before) => ({ ...before, lines: before.lines && withChoice(before.lines, id, chosen) }));
  return { ...planning, total: asked.length, choose };
}

function withChoice(lines: readonly PlanLine[], id: IntegrationId, chosen: ConnectionOption): PlanLine[] {
  return lines.map((line) => (line.kind === 'with' && line.row.integrationId === id ? { ...line, chosen } : line));
}
