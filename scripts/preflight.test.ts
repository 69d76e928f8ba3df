import { describe, expect, it } from 'vitest';
import { installCommand, missingMessage } from './preflight.ts';

describe('preflight', () => {
  it('names one command for the machine', () => {
    const debian = { platform: 'linux', manager: 'apt', root: false } as const;
    expect(installCommand(debian, ['browser', 'dbus', 'keyring'])).toBe(
      'sudo apt-get install -y chromium dbus gnome-keyring',
    );
    expect(installCommand({ ...debian, root: true }, ['dbus'])).toBe('apt-get install -y dbus');
    expect(installCommand({ ...debian, manager: 'dnf' }, ['dbus'])).toBe('sudo dnf install -y dbus-daemon');
  });

  it('asks Playwright where there is no package manager that we know', () => {
    expect(installCommand({ platform: 'darwin', manager: null, root: false }, ['browser'])).toContain(
      'playwright install',
    );
    expect(installCommand({ platform: 'win32', manager: null, root: false }, ['browser'])).toContain(
      'playwright install',
    );
  });

  it('says everything that is missing in one message', () => {
    const message = missingMessage({ platform: 'linux', manager: 'apt', root: false }, ['browser', 'keyring']);
    expect(message).toContain('Chromium or Chrome, gnome-keyring-daemon');
    expect(message).toContain('sudo apt-get install -y chromium gnome-keyring');
  });
});
