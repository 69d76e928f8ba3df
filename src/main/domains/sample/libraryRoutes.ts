import type { Book } from './library.ts';
import {
  type Answer,
  bookChange,
  bookQuery,
  type Call,
  check,
  newBook,
  newLoan,
  ok,
  problem,
  type Route,
} from './route.ts';

export const bookRoutes: readonly Route[] = [
  { method: 'GET', path: '/books', access: 'optional', run: listBooks },
  { method: 'POST', path: '/books', access: 'key', run: addBook },
  { method: 'GET', path: '/books/{isbn}', access: 'open', run: readBook },
  { method: 'PATCH', path: '/books/{isbn}', access: 'key', run: changeBook },
  { method: 'DELETE', path: '/books/{isbn}', access: 'key', run: removeBook },
];

/** Who shows the key sees the number of copies as well. */
function listBooks({ library, query, known }: Call): Answer {
  const input = check(bookQuery, Object.fromEntries(query));
  if ('answer' in input) return input.answer;
  const { q, sort, page, per_page } = input.value;
  const found = library.search(q, query.getAll('genre')).sort((a, b) => (a[sort] < b[sort] ? -1 : 1));
  const books = found.slice((page - 1) * per_page, page * per_page);
  const total = found.length;
  return ok(
    { books: known ? books : books.map(withoutCopies), page, per_page, total },
    { 'x-total-count': String(total) },
  );
}

function withoutCopies({ copies: _copies, ...rest }: Book): Omit<Book, 'copies'> {
  return rest;
}

function addBook({ library, body }: Call): Answer {
  const input = check(newBook, body);
  if ('answer' in input) return input.answer;
  if (library.book(input.value.isbn)) return problem(409, 'Conflict', 'A book with this ISBN stands here already.');
  const book = library.put(input.value);
  return { status: 201, json: book, headers: { location: `/books/${book.isbn}` } };
}

function readBook({ library, path }: Call): Answer {
  const book = library.book(path.isbn ?? '');
  return book ? ok(withoutCopies(book)) : noBook();
}

function changeBook({ library, path, body }: Call): Answer {
  const book = library.book(path.isbn ?? '');
  if (!book) return noBook();
  const input = check(bookChange, body);
  if ('answer' in input) return input.answer;
  const {
    title = book.title,
    author = book.author,
    genre = book.genre,
    year = book.year,
    copies = book.copies,
  } = input.value;
  return ok(library.put({ ...book, title, author, genre, year, copies }));
}

function removeBook({ library, path }: Call): Answer {
  const isbn = path.isbn ?? '';
  if (library.openLoansOf(isbn).length > 0) return problem(409, 'Conflict', 'The book is lent.');
  return library.removeBook(isbn) ? { status: 204 } : noBook();
}

const noBook = () => problem(404, 'Not found', 'No book has this ISBN.');

export const loanRoutes: readonly Route[] = [
  { method: 'GET', path: '/loans', access: 'key', run: listLoans },
  { method: 'POST', path: '/loans', access: 'key', run: lendBook },
  { method: 'POST', path: '/loans/{id}/return', access: 'key', run: returnBook },
];

function listLoans({ library, query }: Call): Answer {
  const open = query.get('open');
  const loans = library.allLoans().filter((loan) => open === null || loan.returned !== (open === 'true'));
  return ok({ loans, total: loans.length });
}

function lendBook({ library, body }: Call): Answer {
  const input = check(newLoan, body);
  if ('answer' in input) return input.answer;
  const { isbn, borrower, days } = input.value;
  const book = library.book(isbn);
  if (!book) return problem(404, 'Not found', 'No book has this ISBN.');
  if (library.openLoansOf(isbn).length >= book.copies) return problem(409, 'Conflict', 'Every copy is lent.');
  return { status: 201, json: library.lend(isbn, borrower, days) };
}

function returnBook({ library, path }: Call): Answer {
  const loan = library.giveBack(path.id ?? '');
  return loan ? ok(loan) : problem(404, 'Not found', 'No loan has this id.');
}
