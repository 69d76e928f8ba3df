import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, runProgram } from './runProgram.ts';

describe('runProgram', () => {
  it('ends with the exit code of the program', async () => {
    expect(await runProgram(process.execPath, ['-e', 'process.exit(7)'])).toBe(7);
    expect(await runProgram(process.execPath, ['-e', ''])).toBe(0);
  });

  it('says which program is missing', async () => {
    await expect(runProgram('/nonexistent/program', [])).rejects.toMatchObject({ code: 'ENOENT' });
  });

  // Windows has no signals that a program could answer.
  it.runIf(process.platform !== 'win32')('passes on a signal and waits for the program to end by itself', async () => {
    const program = `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready')`;
    const launcher = `
      import { runProgram } from ${JSON.stringify(pathToFileURL(`${import.meta.dirname}/runProgram.ts`).href)};
      process.exitCode = await runProgram(process.execPath, ['-e', ${JSON.stringify(program)}]);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', launcher], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([9, null]);
  });
});

describe('exitCodeOf', () => {
  it('is the code, or what shells say for a signal', () => {
    expect(exitCodeOf(3, null)).toBe(3);
    expect(exitCodeOf(null, 'SIGTERM')).toBe(128 + constants.signals.SIGTERM);
  });
});
