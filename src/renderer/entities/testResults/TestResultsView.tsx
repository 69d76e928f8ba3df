import { Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { TestResult, TestResults } from '#contract/testResults.ts';
import { counted } from '#core/counted.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { testCounts } from './testCounts.ts';
import classes from './testResults.module.css';

interface TestResultsViewProps {
  tests: TestResults;
  /** Leads to the scripts of the request, or of the collection or folder that it names; absent where there is no way. */
  onScripts?: ((of: string) => void) | undefined;
}

/** What the checks, captures and scripts of a request came to. */
export function TestResultsView({ tests, onScripts }: TestResultsViewProps) {
  const { results, faults, logs, droppedLogs, variablesSet } = tests;
  return (
    <Stack gap="md">
      {faults.map((fault) => (
        <ScriptFault key={`${fault.phase} ${fault.of}`} fault={fault} onScripts={onScripts} />
      ))}
      {results.length === 0 ? (
        faults.length > 0 ? null : (
          <Text size="sm" c="dimmed">
            No check was made.
          </Text>
        )
      ) : (
        <Part title={countWords(tests)}>
          <ul className={classes.list} aria-label="Checks">
            {results.map((result, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two checks may have the same name
              <Line key={index} result={result} />
            ))}
          </ul>
        </Part>
      )}
      {variablesSet.length === 0 ? null : (
        <Part title="Variables set">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {variablesSet.join(', ')}
          </Text>
        </Part>
      )}
      {logs.length === 0 ? null : (
        <Part title="Log">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
          <pre className={classes.logs} tabIndex={0}>
            {logs.map(({ level, text }) => (level === 'log' ? text : `${level}: ${text}`)).join('\n')}
          </pre>
          {droppedLogs === 0 ? null : (
            <Text size="xs" c="dimmed">
              {counted(droppedLogs, 'more line is', 'more lines are')} not kept.
            </Text>
          )}
        </Part>
      )}
    </Stack>
  );
}

/** "3 passed, 1 failed". */
function countWords(tests: TestResults): string {
  const { passed, failed, skipped } = testCounts(tests);
  const words = [
    [passed, 'passed'],
    [failed, 'failed'],
    [skipped, 'skipped'],
  ] as const;
  return words
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count.toLocaleString('en')} ${word}`)
    .join(', ');
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {children}
    </Stack>
  );
}

const sources: Record<TestResult['source'], string> = { assertion: '', capture: 'Capture: ', script: '' };

function Line({ result: { name, source, passed, skipped, message } }: { result: TestResult }) {
  return (
    <li className={classes.line}>
      {skipped ? (
        <StatusBadge tone="idle" label="Skipped" />
      ) : (
        <StatusBadge tone={passed ? 'good' : 'bad'} label={passed ? 'Passed' : 'Failed'} />
      )}
      <div style={{ overflowWrap: 'anywhere' }}>
        {sources[source]}
        {name}
        {message === null ? null : <div className={classes.message}>{message}</div>}
      </div>
    </li>
  );
}

const limits = {
  error: 'failed',
  time: 'took too long and was stopped',
  memory: 'needed too much memory and was stopped',
};

interface ScriptFaultProps extends Pick<TestResultsViewProps, 'onScripts'> {
  fault: TestResults['faults'][number];
}

function ScriptFault({ fault: { phase, of, kind, message, line }, onScripts }: ScriptFaultProps) {
  const when = phase === 'before' ? 'before the request' : 'after the response';
  return (
    <Notice role="status" color="red" failed title={`The script ${when} ${limits[kind]}`}>
      <Text size="sm" className={classes.message}>
        {message}
      </Text>
      <Text size="sm" mt={4}>
        In {of}
        {line === null ? '' : `, line ${line}`}
      </Text>
      {onScripts === undefined ? null : (
        <Button size="xs" variant="default" mt={8} onClick={() => onScripts(of)}>
          Open the scripts
        </Button>
      )}
    </Notice>
  );
}
