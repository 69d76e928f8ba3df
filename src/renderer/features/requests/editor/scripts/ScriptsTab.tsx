import { Button, Group, Menu, SegmentedControl, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { CodeEditor } from '#renderer/ui/code/index.ts';
import classes from '../../requests.module.css';
import { useWorkbench } from '../../workbench.ts';
import { scriptSupport } from './scriptSupport.ts';

type Phase = 'before' | 'after';

const help: Record<Phase, string> = {
  before: 'Runs before the request is sent, and can change it and set variables.',
  after: 'Runs when the response is there, and can test it and set variables.',
};

const snippets: Record<Phase, { title: string; code: string }[]> = {
  before: [
    { title: 'Set a variable', code: "pm.variables.set('name', 'value');" },
    { title: 'Set a header', code: "pm.request.headers.upsert({ key: 'X-Request-Id', value: '1' });" },
  ],
  after: [
    {
      title: 'Test the status',
      code: "pm.test('status is 200', () => {\n  pm.response.to.have.status(200);\n});",
    },
    {
      title: 'Test a value of the body',
      code: "pm.test('has an id', () => {\n  pm.expect(pm.response.json()).to.have.property('id');\n});",
    },
    { title: 'Keep a value as a variable', code: "pm.environment.set('id', pm.response.json().id);" },
  ],
};

/** JavaScript that runs around the request. */
export function ScriptsTab() {
  const { draft, change } = useWorkbench();
  const { scripts } = draft;
  const [phase, setPhase] = useState<Phase>(scripts.before === '' && scripts.after !== '' ? 'after' : 'before');
  const support = useMemo(() => scriptSupport(phase), [phase]);
  const set = (code: string) => change({ scripts: { ...scripts, [phase]: code } });
  const insert = (code: string) =>
    set(scripts[phase].trim() === '' ? `${code}\n` : `${scripts[phase].trimEnd()}\n\n${code}\n`);
  const label = (each: Phase, words: string) => (scripts[each].trim() === '' ? words : `${words} •`);
  return (
    <>
      <Group gap="xs" p="xs">
        <SegmentedControl
          size="xs"
          aria-label="When the script runs"
          data={[
            { value: 'before', label: label('before', 'Before sending') },
            { value: 'after', label: label('after', 'After the response') },
          ]}
          value={phase}
          onChange={(value) => setPhase(value === 'after' ? 'after' : 'before')}
        />
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={12} aria-hidden />}>
              Insert
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {snippets[phase].map(({ title, code }) => (
              <Menu.Item key={title} onClick={() => insert(code)}>
                {title}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Text size="xs" c="dimmed" px="sm" pb={4}>
        {help[phase]} Type <code>pm.</code> for what is there. Scripts reach no files, and the network by{' '}
        <code>pm.sendRequest</code> alone.
      </Text>
      <div className={classes.fillPanel} style={{ padding: '0 8px 8px' }}>
        <CodeEditor
          key={phase}
          label={phase === 'before' ? 'Script before sending' : 'Script after the response'}
          labelHidden
          height="100%"
          language="text"
          support={support}
          value={scripts[phase]}
          onChange={set}
        />
      </div>
    </>
  );
}
