import { Text } from '@mantine/core';
import { type Ref, useMemo } from 'react';
import { CodeViewer, type CodeViewerHandle, languageOfMediaType } from '#renderer/ui/code/index.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { type JsonParsed, jsonText } from '#renderer/ui/json/index.ts';
import classes from '../requests.module.css';
import type { BodyText as Body } from './useBodyText.ts';

interface BodyTextProps {
  body: Body;
  parsed: JsonParsed | null;
  /** Indented, where it is JSON; otherwise as it came. */
  pretty: boolean;
  wrap: boolean;
  /** Characters that are shown at most. */
  limit: number;
  mediaType: string | null;
  ref: Ref<CodeViewerHandle>;
}

/** The beginning of a body as text; a note says how much of it is shown. */
export function BodyText({ body, parsed, pretty, wrap, limit, mediaType, ref }: BodyTextProps) {
  const text = useMemo(() => {
    const whole = pretty && parsed?.ok && body.text.length <= limit ? jsonText(parsed.value) : body.text;
    return whole.length > limit && body.text.length > limit ? whole.slice(0, limit) : whole;
  }, [body.text, parsed, pretty, limit]);
  const cut = !body.complete || body.text.length > limit;
  return (
    <div className={classes.fillPanel}>
      {cut ? (
        <Text size="xs" c="dimmed" px="sm" pb={4} role="note">
          The first {formatBytes(text.length)} of {formatBytes(body.total)} are shown as they came. Save the body to
          read it whole.
        </Text>
      ) : null}
      <CodeViewer
        ref={ref}
        label="Body of the response"
        value={text}
        language={languageOfMediaType(mediaType)}
        wrap={wrap}
        bare
      />
    </div>
  );
}
