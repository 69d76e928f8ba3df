import type { Page } from '@playwright/test';

/** A console that runs, with its page. */
export interface OpenedApp {
  readonly page: Page;
  /** Origin of the page, without a slash at its end. */
  readonly origin: string;
  /** Goes to the console's first address. */
  start(): Promise<void>;
  /** Ends the console and waits until it has ended. */
  close(): Promise<void>;
}
