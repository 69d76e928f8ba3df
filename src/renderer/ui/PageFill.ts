import { createContext } from 'react';

/** True inside of a page that is as high as the window and has no height to spare for a head of its own. */
export const PageFill = createContext(false);
