import { Checkbox } from '@mantine/core';
import { shareOf, type TagCount } from './operationChoice.ts';
import classes from './operations.module.css';

interface TagListProps {
  tags: readonly TagCount[];
  chosen: ReadonlySet<string>;
  onToggle: (keys: readonly string[], on: boolean) => void;
}

/** Selects all or none of a tag's operations at once. */
export function TagList({ tags, chosen, onToggle }: TagListProps) {
  return (
    <section className={classes.tags} aria-label="Tags">
      {tags.map(({ name, keys }) => {
        const share = shareOf(chosen, keys);
        return (
          <Checkbox
            key={name}
            size="sm"
            label={`${name} (${keys.length.toLocaleString('en')})`}
            checked={share === 'all'}
            indeterminate={share === 'some'}
            onChange={() => onToggle(keys, share !== 'all')}
          />
        );
      })}
    </section>
  );
}
