import type { ReactNode } from 'react';
import classes from './RowButton.module.css';

interface RowButtonProps {
  children: ReactNode;
  /** Names the button with its row, for example "Add GitHub". */
  label: string;
  look: 'add' | 'remove' | 'quiet';
  disabled?: boolean;
  onClick: () => void;
}

/** A button in a row; the arrow keys of the table reach the one that adds or removes. Plain, since hundreds pass by while a table scrolls. */
export function RowButton({ children, label, look, disabled = false, onClick }: RowButtonProps) {
  return (
    <button
      type="button"
      className={classes.button}
      data-look={look}
      data-row-menu={look === 'quiet' ? undefined : true}
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
