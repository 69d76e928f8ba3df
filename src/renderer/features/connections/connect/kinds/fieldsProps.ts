import type { DraftOf, PartDraft } from '../partDraft.ts';

/** What the fields of a kind of authentication are given. */
export interface FieldsProps<K extends PartDraft['kind']> {
  draft: DraftOf<K>;
  /** Its secret is in the vault already; an empty field keeps it. */
  stored: boolean;
  onChange(draft: PartDraft): void;
}
