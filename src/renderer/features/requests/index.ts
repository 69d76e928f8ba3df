export { RequestsPage, type RequestsPageProps } from './RequestsPage.tsx';
