import { Text } from '@mantine/core';
import { useMemo } from 'react';
import classes from '../requests.module.css';
import { previewOf } from './htmlPreview.ts';

/** An HTML document as a browser draws it, without scripts, forms, links and anything from elsewhere. */
export function HtmlView({ text }: { text: string }) {
  const preview = useMemo(() => previewOf(text), [text]);
  return (
    <div className={classes.fillPanel}>
      <Text size="xs" c="dimmed" px="sm" pb={4}>
        Drawn without scripts, forms, links and what it would load from elsewhere.
      </Text>
      <iframe
        title="Preview of the response"
        className={classes.preview}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={preview}
      />
    </div>
  );
}
