import classes from './MethodBadge.module.css';

/** An HTTP method; the colour only helps the eye. */
export function MethodBadge({ method }: { method: string }) {
  return (
    <span className={classes.method} data-method={method}>
      {method}
    </span>
  );
}
