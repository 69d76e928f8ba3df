import type { DoctorStep } from '#contract/oauth.ts';
import type { Outbound } from '#main/http/index.ts';

/** Who waits: a person at the screen, or a request that needs a token. */
export type Mode = 'person' | 'background';

/** The parts of the console that an exchange needs. */
export interface ExchangeDeps {
  readonly outbound: Pick<Outbound, 'send'>;
  readonly now: () => number;
}

export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Where requests report what was sent and what came. */
export interface StepSink {
  add(step: DoctorStep): void;
  hide(...secrets: string[]): void;
  skew(milliseconds: number): void;
}
