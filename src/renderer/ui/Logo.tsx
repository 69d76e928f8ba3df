import { useState } from 'react';
import classes from './Logo.module.css';

export interface LogoProps {
  /** Null shows the first letters of the name instead. */
  src: string | null;
  name: string;
  size?: number;
}

/** The logo of something; decorative, since its name always is beside it. */
export function Logo({ src, name, size = 28 }: LogoProps) {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span className={classes.logo} style={{ '--size': `${size}px` } as React.CSSProperties} aria-hidden>
      {src === null || src === failed ? initials(name) : <img src={src} alt="" onError={() => setFailed(src)} />}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('');
}
