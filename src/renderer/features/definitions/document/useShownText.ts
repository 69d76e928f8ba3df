import { useEffect, useState } from 'react';
import { JsonFormatter } from '#core/json/format.ts';

/** A place in the document as it was imported; both count from 1. */
export interface DocumentPlace {
  readonly line: number;
  readonly column: number;
}

interface ShownText {
  readonly text: string;
  /** Offset of the asked place in `text`; null where none was asked for. */
  readonly place: number | null;
}

/** The text as it is shown: as it was imported, or formatted. Null until it is ready; long ones are formatted between two frames. */
export function useShownText(pieces: readonly string[] | null, formatted: boolean, place: DocumentPlace | null) {
  const [shown, setShown] = useState<ShownText | null>(null);
  useEffect(() => {
    setShown(null);
    if (pieces === null) return;
    let isCurrent = true;
    void (async () => {
      const wanted = place === null ? -1 : offsetOf(pieces, place);
      if (!formatted) return setShown({ text: pieces.join(''), place: place === null ? null : wanted });
      const formatter = new JsonFormatter(wanted);
      for (const piece of pieces) {
        formatter.push(piece);
        await new Promise((resolve) => setTimeout(resolve));
        if (!isCurrent) return;
      }
      setShown({ text: formatter.text, place: formatter.place });
    })();
    return () => {
      isCurrent = false;
    };
  }, [pieces, formatted, place]);
  return shown;
}

function offsetOf(pieces: readonly string[], { line, column }: DocumentPlace): number {
  const text = pieces.join('');
  let start = 0;
  for (let count = 1; count < line; count += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
}

const charactersOfMinified = 400;

/** Whether JSON is written for machines: with hardly a break in it. */
export function isMinified(start: string): boolean {
  return start.length > charactersOfMinified && start.length / start.split('\n').length > charactersOfMinified;
}
