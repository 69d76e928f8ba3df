import type { SignInState } from '#contract/oauth.ts';

/** What a waiting step of a sign-in is given. */
export interface StepProps {
  state: SignInState;
  cancelling: boolean;
  onCancel(): void;
}
