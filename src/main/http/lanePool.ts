import type { Lane } from './lane.ts';

const idlePerKey = 8;

/** Connections that wait for the next request to the same place. */
export class LanePool {
  private readonly idle = new Map<string, Lane[]>();
  private readonly all = new Set<Lane>();

  /** An idle, live connection whose address passes, or null. */
  take(key: string, passes: (address: string) => boolean): Lane | null {
    const waiting = this.idle.get(key) ?? [];
    const index = waiting.findLastIndex((lane) => !lane.socket.destroyed && passes(lane.address));
    const [lane] = index < 0 ? [] : waiting.splice(index, 1);
    if (lane === undefined) return null;
    lane.reused = true;
    return lane;
  }

  /** Watches a new connection until it closes. */
  add(lane: Lane): void {
    this.all.add(lane);
    lane.socket.once('close', () => this.remove(lane));
    if (lane.socket.destroyed) this.remove(lane);
  }

  /** Keeps the connection for later, or closes it where enough wait already. */
  give(lane: Lane): void {
    const waiting = this.idle.get(lane.key) ?? [];
    if (lane.socket.destroyed || lane.retired || waiting.length >= idlePerKey) this.drop(lane);
    else this.idle.set(lane.key, [...waiting, lane]);
  }

  drop(lane: Lane): void {
    this.remove(lane);
    void lane.client.destroy();
    lane.socket.destroy();
  }

  /** Closes every connection, also those in use. */
  closeAll(): void {
    for (const lane of [...this.all]) this.drop(lane);
  }

  /** Closes those that wait; those in use close after their exchange. */
  closeIdle(): void {
    for (const lane of this.all) lane.retired = true;
    for (const lane of [...this.idle.values()].flat()) this.drop(lane);
  }

  private remove(lane: Lane): void {
    this.all.delete(lane);
    const left = this.idle.get(lane.key)?.filter((other) => other !== lane) ?? [];
    if (left.length > 0) this.idle.set(lane.key, left);
    else this.idle.delete(lane.key);
  }
}
