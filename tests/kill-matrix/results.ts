import type { FaultResult } from '../../lib/proof';

/** A fault that did what it declares. */
export const EXACT: FaultResult = {
  id: 'created-etag-missing',
  rule: 'book.created.etag',
  description: 'No ETag.',
  caught: true,
  flagged: ['book.created.etag'],
  couplings: [],
  exact: true,
  expected: 'warn',
  verdict: 'warn',
  changed: [],
  undeclared: [],
  unseen: [],
  problems: [],
  cases: 'representative',
  provider: { faults: ['created-etag-missing'] },
};

/** One that was caught, but by more than it declares, and without the coupling that it declares. */
export const INEXACT: FaultResult = {
  id: 'created-status-200',
  rule: 'book.created.status',
  description: '200 | not 201.',
  caught: true,
  flagged: ['book.created.status', 'book.created.body'],
  couplings: ['book.created.etag'],
  exact: false,
  expected: 'fail',
  verdict: 'fail',
  changed: ['book.created.body'],
  undeclared: ['book.created.body'],
  unseen: ['book.created.etag'],
  problems: [],
  cases: 'all',
  provider: { overlay: 'uec', faults: ['created-status-200'] },
};
