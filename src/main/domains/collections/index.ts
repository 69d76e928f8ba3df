export { type CollectionsApi, createCollections } from './domain.ts';
export type { PlannedGroup } from './portable/plan.ts';
