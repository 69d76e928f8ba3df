import type { ReactNode } from 'react';
import classes from './Page.module.css';
import { PageFill } from './PageFill.ts';

interface PageProps {
  children: ReactNode;
  /** Full width, for tables; otherwise 1,440 px at most. */
  wide?: boolean;
  /** As high as the window, so that a part of the page scrolls instead of the page. */
  fill?: boolean;
}

/** The frame of a page: width and margins. */
export function Page({ children, wide = false, fill = false }: PageProps) {
  return (
    <div className={classes.page} data-wide={wide || undefined} data-fill={fill || undefined}>
      <PageFill value={fill}>{children}</PageFill>
    </div>
  );
}
