import { Button, Group, Select, TextInput, Tooltip } from '@mantine/core';
import { IconPlayerStopFilled, IconSend } from '@tabler/icons-react';
import { useMay } from '#renderer/session/session.ts';
import classes from '../requests.module.css';
import { useWorkbench } from '../WorkbenchContext.ts';
import { ElapsedTime } from './ElapsedTime.tsx';
import { useProblem } from './useProblem.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE'];

/** Method, URL, and the button that sends or cancels. */
export function RequestBar() {
  const { draft, change } = useWorkbench();
  const problem = useProblem('url');
  const relative = draft.integrationId !== null;
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Select
        aria-label="Method"
        data={methods.includes(draft.method) ? methods : [draft.method, ...methods]}
        value={draft.method}
        onChange={(method) => change({ method: method ?? 'GET' })}
        allowDeselect={false}
        w={92}
        classNames={{ input: classes.method ?? '' }}
        rightSectionWidth={26}
        comboboxProps={{ width: 120, position: 'bottom-start' }}
      />
      <TextInput
        aria-label={relative ? 'Path or URL' : 'URL'}
        placeholder={relative ? '/path/{name}' : 'https://api.example.com/path'}
        value={draft.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
        error={problem}
        flex={1}
        miw={0}
        title={draft.url}
        spellCheck={false}
        classNames={{ input: classes.mono ?? '' }}
      />
      <SendButton />
    </Group>
  );
}

function SendButton() {
  const { draft, ready, send, cancel, sentAt } = useWorkbench();
  const may = useMay('editor');
  if (sentAt !== null) {
    return (
      <Button
        color="red"
        variant="light"
        w={132}
        px="xs"
        leftSection={<IconPlayerStopFilled size={14} aria-hidden />}
        onClick={cancel}
      >
        Cancel ·&nbsp;
        <ElapsedTime since={sentAt} />
      </Button>
    );
  }
  return (
    <Tooltip label={may ? 'Ctrl/Cmd and Enter' : 'Viewers read; ask an admin to be an editor.'} openDelay={500}>
      <Button
        w={88}
        px="xs"
        leftSection={<IconSend size={14} aria-hidden />}
        onClick={send}
        disabled={!may || !ready || (draft.url === '' && draft.integrationId === null)}
      >
        Send
      </Button>
    </Tooltip>
  );
}
