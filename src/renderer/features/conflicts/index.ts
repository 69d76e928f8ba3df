export { ConflictsPage } from './ConflictsPage.tsx';
