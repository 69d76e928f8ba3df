import classes from './MiddleCut.module.css';

const longestTail = 14;

/** One line; where the place is narrow, words lose their end, and paths and ids their middle: the end tells similar ones apart. */
export function MiddleCut({ text }: { text: string }) {
  const at = tailStart(text);
  return (
    <span className={classes.line}>
      <span className={classes.start}>{text.slice(0, at)}</span>
      {at < text.length && <span className={classes.end}>{text.slice(at)}</span>}
    </span>
  );
}

/** Where the end begins that always stays: at the last slash, unless that is far from the end. */
function tailStart(text: string): number {
  if (text.includes(' ') || text.length <= longestTail * 1.5) return text.length;
  return Math.max(text.lastIndexOf('/'), text.length - longestTail);
}
