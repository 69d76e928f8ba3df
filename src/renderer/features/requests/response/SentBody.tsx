import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { SentRequest } from '#contract/requests.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import classes from '../requests.module.css';

/** Characters that are shown at once, so that the page stays quick. */
const pieceCharacters = 100_000;

/** The body as it went out: its beginning, and the way to the rest. */
export function SentBody({ sent }: { sent: SentRequest }) {
  const [shown, setShown] = useState(pieceCharacters);
  const { text, isWhole } = sentText(sent);
  if (text === null) return null;
  const size = sent.requestBodyBytes === null ? '' : ` of ${formatBytes(sent.requestBodyBytes)}`;
  return (
    <>
      <pre className={classes.sentBody}>{text.slice(0, shown)}</pre>
      {text.length <= shown && isWhole ? null : (
        <Text size="sm" c="dimmed" role="status">
          The first {Math.min(shown, text.length).toLocaleString()} characters{size}.
          {text.length <= shown ? ' The whole body is in the request: open it from the history, under Body.' : ''}
        </Text>
      )}
      {text.length <= shown ? null : (
        <Group gap="xs" mt="xs">
          <Button size="xs" variant="default" onClick={() => setShown(shown + pieceCharacters)}>
            Show more
          </Button>
          {isWhole ? <SaveText text={text} /> : null}
        </Group>
      )}
    </>
  );
}

/** A text is kept whole with its draft, where the record holds the beginning alone. */
export function sentText({
  requestBody,
  requestBodyBytes,
  draft: { body },
}: Pick<SentRequest, 'requestBody' | 'requestBodyBytes' | 'draft'>): { text: string | null; isWhole: boolean } {
  if (requestBody === null || requestBody.length < 1_000_000) return { text: requestBody, isWhole: true };
  if (body.kind === 'text' && body.text.length >= requestBody.length) return { text: body.text, isWhole: true };
  return { text: requestBody, isWhole: requestBodyBytes !== null && requestBodyBytes <= requestBody.length };
}

function SaveText({ text }: { text: string }) {
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text]));
    link.download = 'request-body.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={save}>
      Save all
    </Button>
  );
}
