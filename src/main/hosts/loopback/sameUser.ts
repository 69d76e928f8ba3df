import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/**
 * Whether the other end of a loopback connection belongs to the person who runs this process. Linux says so in /proc/net/tcp
 * (proc_pid_net(5)); undefined where the system does not say.
 */
export async function isSameUser({
  localPort,
  remotePort,
}: Pick<Socket, 'localPort' | 'remotePort'>): Promise<boolean | undefined> {
  const own = process.getuid?.();
  if (process.platform !== 'linux' || own === undefined || localPort === undefined || remotePort === undefined)
    return undefined;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const [from, to] = [hexPort(remotePort), hexPort(localPort)];
  for (const line of tables.join('\n').split('\n')) {
    const [, local = '', remote = '', , , , , uid] = line.trim().split(/\s+/);
    if (local.endsWith(from) && remote.endsWith(to)) return Number(uid) === own;
  }
  return undefined;
}

const hexPort = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
