import { Loader, Tabs } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { type FocusEvent, lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { RequestDraft } from '#contract/requests.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { ProductionBand } from '../environments/ProductionBand.tsx';
import { useRequestActions } from '../requestActions.tsx';
import classes from '../requests.module.css';
import { useWorkbench } from '../workbench.ts';
import { AuthTab } from './AuthTab.tsx';
import { isByHand } from './auth/authKinds.ts';
import { BodyTab } from './BodyTab.tsx';
import { TestsTab } from './checks/TestsTab.tsx';
import { EditorTabList } from './EditorTabList.tsx';
import { inheritedFrom, useGroupsAbove } from './inherited.ts';
import { HeadersTab, ParamsTab } from './ParameterTabs.tsx';
import { PreviewTab } from './PreviewTab.tsx';
import { RequestBar, RequestTitle, SentTo } from './RequestHead.tsx';
import { SavedNotes } from './SavedNotes.tsx';
import { ServerFields } from './ServerFields.tsx';
import { SettingsFields } from './SettingsFields.tsx';
import { VariablesTab } from './VariablesTab.tsx';

/** The grammar of JavaScript is large, and few requests have scripts. */
const ScriptsTab = lazy(async () => ({ default: (await import('./scripts/ScriptsTab.tsx')).ScriptsTab }));

/** The request: where it goes, what it carries, and how it will look. */
export function RequestEditor() {
  const { key, goesOnAs, draft, ready, send, detailError, leave, inTheWay } = useWorkbench();
  const [chosen, setChosen] = useState({ key, tab: firstTab(draft) });
  // What was saved for the first time is the same request under another key.
  if (chosen.key !== key) setChosen({ key, tab: key === goesOnAs ? chosen.tab : firstTab(draft) });
  useHotkeys([['mod+Enter', send]], [], true);
  const frame = useRef<HTMLDivElement>(null);
  useRequestActions(
    (tab) => setChosen({ key, tab }),
    () => void focusField(frame.current, 'url'),
  );
  const open = useEffectEvent((field: string) => setChosen({ key, tab: tabOf(field, draft) ?? chosen.tab }));
  useEffect(() => {
    if (inTheWay === null) return undefined;
    open(inTheWay.field);
    // Its tab is drawn a little later.
    const until = performance.now() + 2_000;
    const seek = () => {
      if (!focusField(frame.current, inTheWay.field) && performance.now() < until) next = requestAnimationFrame(seek);
    };
    let next = requestAnimationFrame(seek);
    return () => cancelAnimationFrame(next);
  }, [inTheWay]);
  const onBlur = ({ target, relatedTarget }: FocusEvent<HTMLElement>) => {
    const field = target.closest<HTMLElement>('[data-field]');
    if (field?.dataset.field !== undefined && !field.contains(relatedTarget)) leave(field.dataset.field);
  };
  return (
    // While another draft loads, nothing typed reaches the one that is still on the screen.
    <div ref={frame} style={{ display: 'contents' }} onBlurCapture={onBlur} inert={!ready}>
      <div className={classes.head}>
        <ProductionBand />
        <RequestTitle />
        <SavedNotes />
        <RequestBar />
        <ServerFields />
        <SentTo />
        {detailError === null ? null : (
          <ErrorNotice error={detailError} title="The operation's description could not be read." />
        )}
      </div>
      <Tabs
        value={chosen.tab}
        onChange={(tab) => setChosen({ key, tab: tab ?? chosen.tab })}
        className={classes.tabs}
        keepMounted={false}
      >
        <EditorTabList chosen={chosen.tab} onChoose={(tab) => setChosen({ key, tab })} />
        <Tabs.Panel value="params" className={classes.tabPanel}>
          <ParamsTab />
        </Tabs.Panel>
        <Tabs.Panel value="headers" className={classes.tabPanel}>
          <HeadersTab />
        </Tabs.Panel>
        <Tabs.Panel value="body" className={classes.fillPanel}>
          <BodyTab />
        </Tabs.Panel>
        <Tabs.Panel value="auth" className={classes.tabPanel}>
          <AuthTab />
        </Tabs.Panel>
        <Tabs.Panel value="preview" className={classes.fillPanel}>
          <PreviewTab />
        </Tabs.Panel>
        <Tabs.Panel value="variables" className={classes.tabPanel}>
          <VariablesTab />
        </Tabs.Panel>
        <Tabs.Panel value="tests" className={classes.tabPanel}>
          <TestsTab />
        </Tabs.Panel>
        <Tabs.Panel value="scripts" className={classes.fillPanel} data-field="scripts">
          <Suspense fallback={<Loader size="sm" m="md" aria-label="The editor is loading" />}>
            <ScriptsTab />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="options" className={classes.tabPanel}>
          <OptionsTab />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

/** Where a person begins: at the body of a request that carries one. */
const firstTab = ({ method, body }: RequestDraft): string =>
  body.kind !== 'none' && method !== 'GET' && method !== 'HEAD' ? 'body' : 'params';

/** The tab that a field is in; none for those above the tabs. */
function tabOf(field: string, { parameters, body, auth }: RequestDraft): string | undefined {
  if (field === 'url' || field === 'server') return undefined;
  if (field === 'scripts') return field;
  if (
    field === 'body' ||
    field === 'variables' ||
    (body.kind === 'form' && body.fields.some(({ name }) => name === field))
  )
    return 'body';
  if (field === 'auth' && isByHand(auth)) return 'auth';
  const place = parameters.find(({ name }) => name === field)?.in;
  return place === 'header' || place === 'cookie' ? 'headers' : 'params';
}

/** False where the field is not drawn, or not to be seen yet. */
function focusField(root: HTMLElement | null, field: string): boolean {
  const place = root?.querySelector(`[data-field="${CSS.escape(field)}"]`);
  const find = (selector: string) => place?.querySelector<HTMLElement>(selector);
  // Before most fields stands a check mark that says whether it is sent.
  const input = find('input:not([type=checkbox]), textarea, .cm-content') ?? find('input');
  input?.focus();
  return input?.contains(document.activeElement) === true;
}

/** How this request is sent. */
function OptionsTab() {
  const { draft, change } = useWorkbench();
  const above = useGroupsAbove(draft.groupId);
  return (
    <SettingsFields
      settings={draft}
      mayInherit={draft.groupId !== null}
      inherited={inheritedFrom(above).settings}
      onChange={change}
    />
  );
}
