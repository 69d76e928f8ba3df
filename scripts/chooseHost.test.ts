import { describe, expect, it } from 'vitest';
import { chooseHost, type HostFacts, hasDisplay, UnknownHost } from './chooseHost.ts';

const desktop: HostFacts = { wanted: undefined, binary: true, display: true, sandbox: true, failedLately: false };

describe('chooseHost', () => {
  it('takes Electron where its binary and a display are', () => {
    expect(chooseHost(desktop)).toEqual({ host: 'electron', fetch: false });
  });

  it('fetches a missing binary once, with the browser to fall back on', () => {
    expect(chooseHost({ ...desktop, binary: false })).toEqual({ host: 'electron', fetch: true, otherwise: 'loopback' });
    expect(chooseHost({ ...desktop, binary: false, failedLately: true })).toEqual({ host: 'loopback', fetch: false });
  });

  it('takes the browser without a display or without a sandbox, even where the binary is', () => {
    expect(chooseHost({ ...desktop, display: false }).host).toBe('loopback');
    expect(chooseHost({ ...desktop, sandbox: false }).host).toBe('loopback');
    expect(chooseHost({ ...desktop, display: false, binary: false })).toEqual({ host: 'loopback', fetch: false });
  });

  it('does as PATCHBAY_HOST says against everything else', () => {
    expect(chooseHost({ ...desktop, wanted: 'loopback' }).host).toBe('loopback');
    expect(chooseHost({ ...desktop, wanted: 'electron', display: false }).host).toBe('electron');
  });

  it('has nothing to fall back on where PATCHBAY_HOST asks for an Electron that cannot be had', () => {
    const choice = chooseHost({ ...desktop, wanted: 'electron', binary: false, failedLately: true });
    expect(choice).toEqual({ host: 'electron', fetch: true, otherwise: null });
  });

  it('names a PATCHBAY_HOST that it does not know', () => {
    expect(() => chooseHost({ ...desktop, wanted: 'firefox' })).toThrow(UnknownHost);
    expect(() => chooseHost({ ...desktop, wanted: 'firefox' })).toThrow('"firefox"');
  });

  it('ignores an empty PATCHBAY_HOST', () => {
    expect(chooseHost({ ...desktop, wanted: '' }).host).toBe('electron');
  });
});

describe('hasDisplay', () => {
  it('asks X11 and Wayland on Linux', () => {
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  });

  it('believes in a screen on macOS and Windows unless someone came in over SSH', () => {
    expect(hasDisplay({}, 'darwin')).toBe(true);
    expect(hasDisplay({}, 'win32')).toBe(true);
    expect(hasDisplay({ SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'darwin')).toBe(false);
  });
});
