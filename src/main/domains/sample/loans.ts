import { type Answer, ok, problem } from './answer.ts';
import { check, newLoan } from './input.ts';
import type { Call, Route } from './route.ts';

export const loanRoutes: readonly Route[] = [
  { method: 'GET', path: '/loans', access: 'key', run: list },
  { method: 'POST', path: '/loans', access: 'key', run: lend },
  { method: 'POST', path: '/loans/{id}/return', access: 'key', run: giveBack },
];

function list({ library, query }: Call): Answer {
  const open = query.get('open');
  const loans = library.allLoans().filter((loan) => open === null || loan.returned !== (open === 'true'));
  return ok({ loans, total: loans.length });
}

function lend({ library, body }: Call): Answer {
  const input = check(newLoan, body);
  if ('answer' in input) return input.answer;
  const { isbn, borrower, days } = input.value;
  const book = library.book(isbn);
  if (!book) return problem(404, 'Not found', 'No book has this ISBN.');
  if (library.openLoansOf(isbn).length >= book.copies) return problem(409, 'Conflict', 'Every copy is lent.');
  return { status: 201, json: library.lend(isbn, borrower, days) };
}

function giveBack({ library, path }: Call): Answer {
  const loan = library.giveBack(path.id ?? '');
  return loan ? ok(loan) : problem(404, 'Not found', 'No loan has this id.');
}
