import type { DefinitionId, TenantId } from '#contract/common.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { describeOperation } from '#core/openapi/index.ts';
import type { Store } from '#main/store/index.ts';
import type { DescribeJob } from './jobs.ts';
import { type OpenedDefinition, openStored } from './openStored.ts';

const mostDocuments = 8;
const mostLength = 32_000_000;

/** Describes operations. The documents used last stay parsed while the worker lives. */
export class DescribeDesk {
  readonly #store: Store;
  /** In the order of their last use. */
  readonly #opened = new Map<string, OpenedDefinition>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Throws DEFINITION_OPERATION_UNKNOWN. */
  describe({ tenantId, id, key }: DescribeJob): OperationDetail {
    const { document, resolveRemote } = this.#open(tenantId, id);
    return describeOperation(document, key, resolveRemote ? { resolveRemote } : {});
  }

  #open(tenantId: TenantId, id: DefinitionId): OpenedDefinition {
    const name = `${tenantId} ${id}`;
    const opened = this.#opened.get(name) ?? openStored(this.#store.read, tenantId, id);
    this.#opened.delete(name);
    this.#opened.set(name, opened);
    this.#forget();
    return opened;
  }

  #forget(): void {
    let length = 0;
    for (const { length: each } of this.#opened.values()) length += each;
    for (const [name, opened] of this.#opened) {
      if (this.#opened.size === 1 || (this.#opened.size <= mostDocuments && length <= mostLength)) return;
      this.#opened.delete(name);
      length -= opened.length;
    }
  }
}
