import { NumberInput, Stack, Switch, Tabs, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { type FocusEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { RequestDraft } from '#contract/requests.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { countSent } from '../draft/parameters.ts';
import { ProductionBand } from '../environments/ProductionBand.tsx';
import classes from '../requests.module.css';
import { useShownProblems, useWorkbench } from '../workbench.ts';
import { AuthTab } from './AuthTab.tsx';
import { BodyTab } from './BodyTab.tsx';
import { HeadersTab, ParamsTab } from './ParameterTabs.tsx';
import { PreviewTab } from './PreviewTab.tsx';
import { RequestBar, RequestTitle, SentTo } from './RequestHead.tsx';
import { SavedNotes } from './SavedNotes.tsx';
import { ServerFields } from './ServerFields.tsx';

/** The request: where it goes, what it carries, and how it will look. */
export function RequestEditor() {
  const { key, draft, ready, send, detailError, leave, inTheWay } = useWorkbench();
  const [chosen, setChosen] = useState({ key, tab: firstTab(draft) });
  if (chosen.key !== key) setChosen({ key, tab: firstTab(draft) });
  useHotkeys([['mod+Enter', send]], [], true);
  const errors = useShownProblems().filter((problem) => problem.severity === 'error').length;
  const frame = useRef<HTMLDivElement>(null);
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
        <Tabs.List className={classes.tabList} aria-label="Parts of the request">
          <Tabs.Tab value="params" rightSection={count(countSent(draft.parameters, ['path', 'query', 'querystring']))}>
            Params
          </Tabs.Tab>
          <Tabs.Tab value="headers" rightSection={count(countSent(draft.parameters, ['header', 'cookie']))}>
            Headers
          </Tabs.Tab>
          <Tabs.Tab value="body" rightSection={draft.body.kind === 'none' ? null : <Dot label="has a body" />}>
            Body
          </Tabs.Tab>
          <Tabs.Tab
            value="auth"
            rightSection={draft.connectionId === null ? null : <Dot label="a connection is chosen" />}
          >
            Auth
          </Tabs.Tab>
          <Tabs.Tab value="preview" rightSection={count(errors, 'var(--mantine-color-error)')}>
            Preview
          </Tabs.Tab>
          <Tabs.Tab value="options">Options</Tabs.Tab>
        </Tabs.List>
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
function tabOf(field: string, { parameters, body }: RequestDraft): string | undefined {
  if (field === 'url' || field === 'server') return undefined;
  if (field === 'body' || (body.kind === 'form' && body.fields.some(({ name }) => name === field))) return 'body';
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

/** Null where there is none: a tab leaves room for any element. */
function count(of: number, color = 'dimmed') {
  if (of === 0) return null;
  return (
    <Text span size="xs" fw={600} c={color}>
      {of}
    </Text>
  );
}

function Dot({ label }: { label: string }) {
  return <span role="img" aria-label={label} className={classes.dot} />;
}

/** How this request is sent: redirects and its time limit. */
function OptionsTab() {
  const { draft, change } = useWorkbench();
  return (
    <Stack gap="md" maw={420}>
      <Switch
        label="Follow redirects"
        description="Credentials are dropped when a redirect leads to another origin."
        checked={draft.followRedirects !== false}
        onChange={(event) => change({ followRedirects: event.currentTarget.checked ? null : false })}
      />
      <NumberInput
        label="Timeout"
        description="In seconds. Leave empty for the one in Settings."
        min={1}
        max={3_600}
        allowDecimal={false}
        value={draft.timeoutSeconds ?? ''}
        onChange={(value) => change({ timeoutSeconds: typeof value === 'number' ? value : null })}
      />
    </Stack>
  );
}
