import { Group, Skeleton, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Panel, Group as PanelGroup, Separator, useDefaultLayout, useGroupRef } from 'react-resizable-panels';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useSession } from '#renderer/session/session.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { keptStorage } from '#renderer/ui/kept.ts';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { useUrlState } from '#renderer/ui/useUrlState.ts';
import {
  addressKey,
  type LoadedDraft,
  newAddress,
  noAddress,
  type RequestAddress,
  requestAddress,
  useLoadedDraft,
} from './draft/loadedDraft.ts';
import { RequestEditor } from './editor/RequestEditor.tsx';
import { useTabActions } from './requestActions.tsx';
import classes from './requests.module.css';
import { ResponsePanel } from './response/ResponsePanel.tsx';
import { Sidebar } from './sidebar/Sidebar.tsx';
import { type RequestTabs, useRequestTabs } from './tabs/requestTabs.ts';
import { TabStrip } from './tabs/TabStrip.tsx';
import { VariableScope } from './variables/VariableScope.tsx';
import { useWorkbenchState, WorkbenchContext } from './workbench.ts';

/** Puts a request together, sends it and shows what came back. */
export function RequestsPage() {
  const session = useSession();
  return (
    <Page wide fill>
      <PageHead title="Requests" />
      {session === undefined ? null : <Requests key={session.tenant.id} tenantId={session.tenant.id} />}
    </Page>
  );
}

function Requests({ tenantId }: { tenantId: string }) {
  const [address, setAddress] = useUrlState(requestAddress);
  const [round, setRound] = useState(0);
  const layout = useDefaultLayout({ id: 'patchbay:requests', storage: keptStorage });
  const open = (next: Partial<RequestAddress>) => setAddress({ ...noAddress, ...next }, { push: true });
  const tabs = useRequestTabs(tenantId, address, open);
  useTabActions({
    close: () => tabs.close(tabs.active),
    closeOthers: () => tabs.closeOthers(tabs.active),
    step: tabs.step,
  });
  const changed = useMemo(
    () => new Set(tabs.tabs.filter(({ isChanged }) => isChanged).map((tab) => tab.address.saved)),
    [tabs.tabs],
  );
  return (
    <div className={classes.frame}>
      <PanelGroup defaultLayout={layout.defaultLayout} onLayoutChanged={layout.onLayoutChanged}>
        <Panel id="list" className={classes.panel} defaultSize="280px" minSize="216px" maxSize="40%" collapsible>
          <Sidebar address={address} changed={changed} onOpen={open} />
        </Panel>
        <Separator className={classes.separator} aria-label="Width of the list" />
        <Panel id="work" className={classes.panel}>
          <TabStrip tabs={tabs} onOpen={open} onNew={() => open(newAddress())} />
          <Loader
            key={round}
            address={address}
            reload={() => setRound((now) => now + 1)}
            open={open}
            replace={tabs.replace}
            onState={tabs.describe}
          />
        </Panel>
      </PanelGroup>
    </div>
  );
}

interface LoaderProps {
  address: RequestAddress;
  reload(): void;
  open(address: RequestAddress): void;
  replace(address: RequestAddress): void;
  /** Tells what the tab of the open request says of it. */
  onState: RequestTabs['describe'];
}

function Loader({ address, ...rest }: LoaderProps) {
  const load = useLoadedDraft(address);
  const [shown, setShown] = useState<LoadedDraft | null>(null);
  if (load.state === 'loaded' && load.loaded !== shown) setShown(load.loaded);
  if (load.state === 'failed') {
    return (
      <div className={classes.notice}>
        <ErrorNotice error={load.error} title="Couldn’t open the request" onRetry={load.retry} />
      </div>
    );
  }
  return shown === null ? (
    <WorkbenchSkeleton />
  ) : (
    <Work loaded={shown} ready={load.state === 'loaded'} tab={addressKey(address)} {...rest} />
  );
}

interface WorkProps extends Omit<LoaderProps, 'address'> {
  loaded: LoadedDraft;
  ready: boolean;
  /** Key of the tab that is open. */
  tab: string;
}

function Work({ loaded, ready, tab, reload, open, replace, onState }: WorkProps) {
  const { connect } = useAppActions();
  const workbench = useWorkbenchState(loaded, ready, reload, connect, open, replace);
  const { title, isChanged, isTouched, variables } = workbench;
  const { method, environmentId, groupId } = workbench.draft;
  useEffect(() => {
    // While another draft loads, the one before is still on the screen.
    if (ready) onState(tab, { label: title, method, isChanged, ...(isTouched && { isPassing: false }) });
  }, [ready, tab, title, method, isChanged, isTouched, onState]);
  const narrow = useMediaQuery('(max-width: 1100px)', window.matchMedia('(max-width: 1100px)').matches);
  const orientation = narrow ? 'vertical' : 'horizontal';
  const layout = useDefaultLayout({ id: `patchbay:requests:${orientation}`, storage: keptStorage });
  const group = useGroupRef();
  const { defaultLayout } = layout;
  const shares = useRef(defaultLayout);
  shares.current = defaultLayout;
  // The panels stay as they are when they change places, with all that was chosen in them; only their shares are others.
  useEffect(() => {
    group.current?.setLayout(
      shares.current ?? (orientation === 'vertical' ? { request: 50, response: 50 } : { request: 53, response: 47 }),
    );
  }, [group, orientation]);
  return (
    <WorkbenchContext value={workbench}>
      <VariableScope environmentId={environmentId} groupId={groupId} variables={variables}>
        <PanelGroup
          groupRef={group}
          orientation={orientation}
          defaultLayout={layout.defaultLayout}
          onLayoutChanged={layout.onLayoutChanged}
        >
          <Panel id="request" className={classes.panel} minSize={narrow ? '160px' : '320px'}>
            <RequestEditor />
          </Panel>
          <Separator
            className={classes.separator}
            aria-label={narrow ? 'Height of the request' : 'Width of the request'}
          />
          <Panel
            id="response"
            className={classes.panel}
            minSize={narrow ? '120px' : '280px'}
            defaultSize={narrow ? '50%' : '47%'}
          >
            <ResponsePanel />
          </Panel>
        </PanelGroup>
      </VariableScope>
    </WorkbenchContext>
  );
}

/** Stands for the request while it is loaded. */
function WorkbenchSkeleton() {
  return (
    <Stack p="md" gap="md" role="status" aria-busy aria-label="The request is loading">
      <Group wrap="nowrap">
        <Skeleton h={36} w={100} />
        <Skeleton h={36} />
        <Skeleton h={36} w={90} />
      </Group>
      <Skeleton h={28} w="60%" />
      {['a', 'b', 'c', 'd'].map((line) => (
        <Skeleton key={line} h={36} />
      ))}
    </Stack>
  );
}
