import type { Connection, ConnectionKind, ConnectionState } from '#contract/connections.ts';
import type { Tone } from '#renderer/ui/StatusBadge.tsx';

export const kindWords: Record<ConnectionKind, string> = { apiKey: 'API key', bearer: 'Bearer token', basic: 'Basic' };

/** What the secret is called in a form. */
export const secretWords: Record<ConnectionKind, string> = { apiKey: 'API key', bearer: 'Token', basic: 'Password' };

export const stateWords: Record<ConnectionState, { tone: Tone; label: string; reason: string }> = {
  valid: { tone: 'good', label: 'Works', reason: 'The last check succeeded.' },
  unchecked: { tone: 'idle', label: 'Not checked', reason: 'It was not used or checked since its secret was set.' },
  refused: { tone: 'bad', label: 'Refused', reason: 'The API refused the secret. Replace it, or check its rights.' },
  failing: { tone: 'warn', label: 'Failing', reason: 'The API could not be reached, or answered with an error.' },
  locked: { tone: 'warn', label: 'Locked', reason: 'The vault is locked, so that the secret cannot be read.' },
  missing: { tone: 'bad', label: 'Secret missing', reason: 'The vault holds no secret for it. Replace the secret.' },
};

export const visibilityWords: Record<Connection['visibility'], string> = { private: 'Only me', team: 'Everyone' };
