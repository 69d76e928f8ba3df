import { Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useMay } from '#renderer/session/session.ts';
import { useAnyDialog } from '#renderer/ui/dialog/index.ts';
import { type Dropped, takeDropped } from '#renderer/ui/files.ts';
import classes from './DropAnywhere.module.css';

/** What takes files itself. */
const ownTargets = 'input[type=file], .cm-editor, [data-takes-files]';
const takesItself = ({ target, defaultPrevented }: DragEvent) =>
  defaultPrevented || (target instanceof Element && target.closest(ownTargets) !== null);
const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

/** A definition or a collection that is dropped on any place of the window is imported. Dialogs and what takes files itself keep theirs. */
export function DropAnywhere({ onDrop }: { onDrop: (dropped: readonly Dropped[]) => void }) {
  const [over, setOver] = useState(false);
  const covered = useAnyDialog();
  const may = useMay('editor');
  useEffect(() => {
    if (covered || !may) return undefined;
    const end = new AbortController();
    const listen = (type: 'dragenter' | 'dragover' | 'dragleave' | 'drop', take: (event: DragEvent) => void) =>
      window.addEventListener(type, (event) => hasFiles(event) && take(event), { signal: end.signal });
    const offer = (event: DragEvent) => {
      const free = !takesItself(event);
      setOver(free);
      if (!free) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    };
    listen('dragenter', offer);
    listen('dragover', offer);
    listen('dragleave', ({ relatedTarget }) => relatedTarget === null && setOver(false));
    listen('drop', (event) => {
      setOver(false);
      if (takesItself(event)) return;
      event.preventDefault();
      onDrop(takeDropped(event.dataTransfer));
    });
    return () => {
      end.abort();
      setOver(false);
    };
  }, [covered, may, onDrop]);
  if (!over) return null;
  return (
    <div className={classes.overlay} role="status">
      <IconFileImport size={40} stroke={1.4} aria-hidden />
      <Text fw={600}>Drop to import a definition or collection</Text>
      <Text size="sm" c="dimmed">
        OpenAPI, Postman, Insomnia, Bruno, HAR and others: a file, a folder or a zip
      </Text>
    </div>
  );
}
