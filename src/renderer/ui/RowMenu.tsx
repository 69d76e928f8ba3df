import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import classes from './RowMenu.module.css';

export interface RowMenuProps {
  /** Whose menu it is, for example "Actions for GitHub". */
  label: string;
  /** `Menu.Item`s; drawn only while the menu is open. */
  children: ReactNode;
  width?: number;
  /** Tab gets there; where rows are not walked by arrows. */
  tabbable?: boolean;
}

/** The menu at the end of a row. A plain button until it is opened, so that long tables scroll smoothly. */
export function RowMenu({ label, children, width = 190, tabbable = false }: RowMenuProps) {
  const [state, setState] = useState<'never' | 'open' | 'closed'>('never');
  const target = useRef<HTMLButtonElement>(null);
  const change = (open: boolean) => {
    setState(open ? 'open' : 'closed');
    if (!open) target.current?.focus();
  };
  const button = (
    <button
      ref={target}
      type="button"
      data-row-menu
      tabIndex={tabbable ? 0 : -1}
      className={classes.button}
      aria-label={label}
      {...(state === 'never' && { 'aria-haspopup': 'menu' as const, onClick: () => setState('open') })}
    >
      <IconDots size={16} aria-hidden />
    </button>
  );
  if (state === 'never') return button;
  return (
    <Menu opened={state === 'open'} onChange={change} position="bottom-end" width={width}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
