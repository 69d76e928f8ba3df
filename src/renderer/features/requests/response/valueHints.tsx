import { Button } from '@mantine/core';
import { findJwts } from '#core/http/jwt.ts';
import { openDialog } from '#renderer/ui/dialog/index.ts';
import type { JsonRow } from '#renderer/ui/json/index.ts';
import classes from '../requests.module.css';
import { JwtDialog } from './JwtView.tsx';
import { TimeHint } from './TimeHint.tsx';

/** Beside a value of the tree: its moment, or the way to a token in it. */
export function valueHint({ name, value }: JsonRow) {
  if (typeof value === 'string' && value.startsWith('eyJ') && findJwts(value).length > 0) {
    return (
      <Button
        size="compact-xs"
        variant="light"
        tabIndex={-1}
        className={classes.hint}
        onClick={(event) => {
          event.stopPropagation();
          openJwt(value);
        }}
      >
        Decode JWT
      </Button>
    );
  }
  return <TimeHint name={name} value={value} />;
}

/** Enter on a value that holds a token. */
export function openHinted({ value }: JsonRow): void {
  if (typeof value === 'string') openJwt(value);
}

export function openJwt(text: string): void {
  const [token] = findJwts(text);
  if (token !== undefined) openDialog((close) => <JwtDialog token={token} onClose={close} />);
}
