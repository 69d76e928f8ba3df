import { Button } from '@mantine/core';
import { IconFileImport, IconListSearch, IconRoute } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { urlFlag, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';
import { Documentation } from './documentation/Documentation.tsx';
import classes from './OperationsTab.module.css';
import { HandOperationModal } from './operations/HandOperationModal.tsx';
import { OperationFilterBar } from './operations/OperationFilterBar.tsx';
import { OperationList } from './operations/OperationList.tsx';
import { useOperations } from './queries.ts';

const fields = { op: urlText, q: urlText, tag: urlText, hidden: urlFlag };

/** The operations of an integration: list at the left, documentation at the right. */
export function OperationsTab({ integrationId }: { integrationId: IntegrationId }) {
  const [{ op, q, tag, hidden }, setUrl] = useUrlState(fields);
  const [adding, setAdding] = useState(false);
  const operations = useOperations(integrationId, { text: q, tag, hidden });
  const may = useMay('editor');
  const choose = useCallback((key: string) => setUrl({ op: key }), [setUrl]);
  const search = useCallback((text: string) => setUrl({ q: text }), [setUrl]);
  const { source, answer, error, loading, retry } = operations;
  if (error !== null) return <ErrorNotice error={error} title="The operations could not be read" onRetry={retry} />;
  const none = !loading && source.total === 0;
  const chosen = op === '' ? (source.at(0)?.key ?? null) : op;
  return (
    <>
      {none && q === '' && tag === '' && !hidden ? (
        <NoOperations integrationId={integrationId} onAdd={() => setAdding(true)} />
      ) : (
        <div className={classes.split}>
          <div className={classes.side}>
            <OperationFilterBar
              text={q}
              tag={tag}
              hidden={hidden}
              tags={answer?.tags ?? []}
              total={loading ? undefined : source.total}
              onText={search}
              onTag={(next) => setUrl({ tag: next })}
              onHidden={(next) => setUrl({ hidden: next })}
              onAdd={may ? () => setAdding(true) : undefined}
            />
            {none ? <NothingFound /> : <OperationList source={source} chosen={chosen} onChoose={choose} />}
          </div>
          <Documentation integrationId={integrationId} operationKey={chosen} onGone={() => setUrl({ op: '' })} />
        </div>
      )}
      {adding && <HandOperationModal integrationId={integrationId} onClose={() => setAdding(false)} onSaved={choose} />}
    </>
  );
}

function NothingFound() {
  return (
    <EmptyState icon={<IconListSearch size={24} />} title="No operation matches">
      Search looks at method, path, summary and operation id.
    </EmptyState>
  );
}

function NoOperations({ integrationId, onAdd }: { integrationId: IntegrationId; onAdd: () => void }) {
  const { importDefinition } = useAppActions();
  return (
    <EmptyState
      icon={<IconRoute size={24} />}
      title="No operations yet"
      actions={
        <>
          <Button
            leftSection={<IconFileImport size={16} aria-hidden />}
            onClick={() => importDefinition(integrationId)}
          >
            Import definition
          </Button>
          <Button variant="default" onClick={onAdd}>
            Write one by hand
          </Button>
        </>
      }
    >
      A definition brings all of them with their documentation. Where there is none, write the few that you need.
    </EmptyState>
  );
}
