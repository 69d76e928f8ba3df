import classes from '../requests.module.css';

interface HeaderListProps {
  headers: readonly { name: string; value: string }[];
}

/** Names and values, as they came. */
export function HeaderList({ headers }: HeaderListProps) {
  return (
    <dl className={classes.kv}>
      {headers.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice with the same value
        <div key={index} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
