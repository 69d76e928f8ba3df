import type { Connection, ConnectionState } from '#contract/connections.ts';
import type { Tone } from '#renderer/ui/badges.tsx';

export const stateWords: Record<ConnectionState, { tone: Tone; label: string; reason: string }> = {
  valid: { tone: 'good', label: 'Works', reason: 'The last check succeeded.' },
  unchecked: { tone: 'idle', label: 'Not checked', reason: 'It was not used or checked since its secret was set.' },
  expiring: { tone: 'warn', label: 'Expiring', reason: 'It works, and ends soon.' },
  expired: { tone: 'bad', label: 'Expired', reason: 'Its secret has ended. Replace it.' },
  refused: { tone: 'bad', label: 'Refused', reason: 'The API refused the secret. Replace it, or check its rights.' },
  revoked: { tone: 'bad', label: 'Revoked', reason: 'Its tokens were revoked. Sign in again to use it.' },
  needsSignIn: { tone: 'warn', label: 'Needs sign-in', reason: 'A person must sign in before it can be used.' },
  failing: { tone: 'warn', label: 'Failing', reason: 'The API could not be reached, or answered with an error.' },
  locked: { tone: 'warn', label: 'Locked', reason: 'The vault is locked, so that the secret cannot be read.' },
  missing: { tone: 'bad', label: 'Secret missing', reason: 'The vault holds no secret for it. Replace the secret.' },
};

export const visibilityWords: Record<Connection['visibility'], string> = { private: 'Only me', team: 'Everyone' };
