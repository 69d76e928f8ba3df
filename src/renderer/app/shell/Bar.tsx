import type { ReactNode } from 'react';
import classes from './Bar.module.css';

interface BarProps {
  icon: ReactNode;
  children: ReactNode;
  action?: ReactNode;
}

/** A line across the window: something that concerns every page. */
export function Bar({ icon, children, action }: BarProps) {
  return (
    <div className={classes.bar}>
      {icon}
      <div role="status" className={classes.text}>
        {children}
      </div>
      {action}
    </div>
  );
}
