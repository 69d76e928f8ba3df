import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { TenantId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Writer } from '#main/store/index.ts';
import type { SecretOwner } from '#main/vault/index.ts';
import { BrowserJar } from './browserJar.ts';
import { cookieJars } from './table.ts';

export type CookiesContext = Pick<Kernel, 'store' | 'vault' | 'facts' | 'host' | 'now'> & {
  readonly keepsCookies: () => boolean;
};

/** Which jar of which tenant. */
export interface JarKey {
  readonly tenantId: TenantId;
  readonly jar: string;
}

/** A jar in memory, and how it stands to what is sealed of it. */
interface OpenJar {
  readonly key: JarKey;
  readonly cookies: BrowserJar;
  /** What was sealed is in it. */
  loaded: boolean;
  /** It holds something that is not sealed yet. */
  dirty: boolean;
  /** Why it is in memory alone. */
  why: string | null;
}

const kept = z.array(z.unknown());

/** Changes come in bursts, and each seals the whole jar. */
const pauseMs = 500;

const ownerOf = ({ tenantId, jar }: JarKey): SecretOwner => ({
  tenantId,
  table: 'cookie_jars',
  id: jar,
  field: 'cookies',
});

const whereJar = ({ tenantId, jar }: JarKey) => and(eq(cookieJars.tenantId, tenantId), eq(cookieJars.id, jar));

function dropJar(w: Writer, vault: CookiesContext['vault'], key: JarKey): void {
  vault.remove(w, ownerOf(key));
  w.delete(cookieJars).where(whereJar(key)).run();
}

function wordsOf(error: unknown): string {
  const why = error instanceof Fault ? [error.message, error.data.todo].filter(Boolean).join(' ') : 'They are damaged.';
  return `${why} Meanwhile, cookies are kept in memory until Patchbay quits.`;
}

/** The jars that were asked for since the start. */
export class Jars {
  private readonly open = new Map<string, Promise<OpenJar>>();
  private readonly ready = new Set<OpenJar>();
  private timer: NodeJS.Timeout | null = null;
  private readonly context: CookiesContext;

  constructor(context: CookiesContext) {
    this.context = context;
  }

  /** The jar with what is sealed of it, as far as the vault is open. */
  async get(key: JarKey): Promise<OpenJar> {
    const id = `${key.tenantId} ${key.jar}`;
    const opening = this.open.get(id) ?? this.make(key);
    this.open.set(id, opening);
    const jar = await opening;
    this.load(jar);
    return jar;
  }

  private async make(key: JarKey): Promise<OpenJar> {
    const jar = { key, cookies: await BrowserJar.create(), loaded: false, dirty: false, why: null };
    this.ready.add(jar);
    return jar;
  }

  private load(jar: OpenJar): void {
    if (jar.loaded) return;
    const { store, vault } = this.context;
    const isKept = store.read.select({ id: cookieJars.id }).from(cookieJars).where(whereJar(jar.key)).get();
    try {
      if (isKept) jar.cookies.restore(kept.parse(JSON.parse(vault.open(store.read, ownerOf(jar.key)))));
      jar.loaded = true;
      jar.why = null;
      if (jar.dirty) this.saveSoon();
    } catch (error) {
      jar.why = wordsOf(error);
      // What cannot be opened now stays as it is: nothing is sealed over it. What is sealed and no list is of no use to anybody.
      jar.loaded = !(error instanceof Fault);
    }
  }

  /** What is sealed is given up, also where it cannot be opened. */
  giveUp(jar: OpenJar): void {
    this.context.store.write((w) => dropJar(w, this.context.vault, jar.key));
    jar.loaded = true;
  }

  /** The jar changed: it is sealed in a moment, and open pages hear of it. */
  changed(jar: OpenJar): void {
    jar.dirty = true;
    this.saveSoon();
  }

  private saveSoon(): void {
    this.timer ??= setTimeout(() => this.save(), pauseMs).unref();
  }

  /** Seals what changed. A vault that is locked leaves it in memory, for the next time. */
  save(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    for (const jar of this.ready) {
      if (!jar.dirty) continue;
      this.load(jar);
      if (jar.loaded) this.seal(jar);
      this.context.facts.signal('cookies', jar.key.tenantId);
    }
  }

  private seal(jar: OpenJar): void {
    const { store, vault, now, host } = this.context;
    try {
      store.write((w) => {
        const lasting = jar.cookies.lasting();
        if (lasting.length === 0) return dropJar(w, vault, jar.key);
        const row = { tenantId: jar.key.tenantId, id: jar.key.jar, updatedAt: now() };
        const { updatedAt } = row;
        w.insert(cookieJars)
          .values(row)
          .onConflictDoUpdate({ target: [cookieJars.tenantId, cookieJars.id], set: { updatedAt } })
          .run();
        vault.seal(w, ownerOf(jar.key), JSON.stringify(lasting));
      });
      jar.dirty = false;
      jar.why = null;
    } catch (error) {
      jar.why = wordsOf(error);
      if (!(error instanceof Fault)) host.log('warn', 'Cookies could not be sealed.');
    }
  }

  /** The vault was locked: what is sealed is forgotten here, until it is open again. */
  lock(): void {
    for (const jar of this.ready) {
      if (jar.dirty) continue;
      jar.cookies.forgetLasting();
      jar.loaded = false;
    }
  }

  forgetTenant(tenantId: TenantId): void {
    for (const jar of this.ready) {
      if (jar.key.tenantId !== tenantId) continue;
      this.ready.delete(jar);
      this.open.delete(`${tenantId} ${jar.key.jar}`);
    }
  }
}
