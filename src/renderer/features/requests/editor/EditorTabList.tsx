import { Button, Menu, Tabs, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconChevronDown, IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RequestDraft } from '#contract/requests.ts';
import { countSent } from '../draft/parameters.ts';
import classes from '../requests.module.css';
import { useShownProblems, useWorkbench } from '../workbench.ts';
import { fittingTabs, isTight } from './tabFit.ts';

interface EditorTab {
  readonly value: string;
  readonly label: string;
  /** The higher, the sooner it goes into the menu. */
  readonly rank: number;
  readonly mark: ReactNode;
}

interface EditorTabListProps {
  chosen: string;
  onChoose(tab: string): void;
}

/** The parts of the request; those without room are in a menu beside. */
export function EditorTabList({ chosen, onChoose }: EditorTabListProps) {
  const { draft } = useWorkbench();
  const errors = useShownProblems().filter((problem) => problem.severity === 'error').length;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const { shown, rest } = fittingTabs(tabsOf(draft, errors), chosen, width || Number.POSITIVE_INFINITY);
  return (
    <div ref={ref} className={classes.tabBar}>
      <Tabs.List className={classes.tabList} aria-label="Parts of the request">
        {shown.map(({ value, label, mark }) => (
          <Tabs.Tab key={value} value={value} rightSection={mark}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {rest.length === 0 ? null : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              px={6}
              fw={400}
              aria-label="More parts of the request"
              rightSection={isTight(width) ? null : <IconChevronDown size={14} aria-hidden />}
            >
              {isTight(width) ? <IconDots size={16} aria-hidden /> : 'More'}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map(({ value, label, mark }) => (
              <Menu.Item key={value} rightSection={mark} onClick={() => onChoose(value)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

function tabsOf(draft: RequestDraft, errors: number): EditorTab[] {
  const { parameters, body, variables, assertions, captures, scripts } = draft;
  const inUse = (rows: readonly { enabled: boolean }[]) => rows.filter(({ enabled }) => enabled).length;
  const hasScript = scripts.before.trim() !== '' || scripts.after.trim() !== '';
  const query = countSent(parameters, ['path', 'query', 'querystring']);
  return [
    { value: 'params', label: 'Params', rank: 0, mark: count(query) },
    { value: 'headers', label: 'Headers', rank: 1, mark: count(countSent(parameters, ['header', 'cookie'])) },
    { value: 'body', label: 'Body', rank: 2, mark: body.kind === 'none' ? null : <Dot label="has a body" /> },
    { value: 'auth', label: 'Auth', rank: 3, mark: hasAuth(draft) ? <Dot label="credentials are sent" /> : null },
    { value: 'preview', label: 'Preview', rank: 4, mark: count(errors, 'var(--mantine-color-error)') },
    { value: 'tests', label: 'Tests', rank: 5, mark: count(inUse(assertions) + inUse(captures)) },
    { value: 'variables', label: 'Variables', rank: 6, mark: count(inUse(variables)) },
    { value: 'scripts', label: 'Scripts', rank: 7, mark: hasScript ? <Dot label="has a script" /> : null },
    { value: 'options', label: 'Options', rank: 8, mark: null },
  ];
}

const hasAuth = ({ auth, connectionId }: RequestDraft): boolean => auth.kind !== 'connection' || connectionId !== null;

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
