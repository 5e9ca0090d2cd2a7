/**
 * What holds for every answer to a booking, successful or not, judged on all exchanges of the run.
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#headers
 */
import {
  broken,
  closing,
  expectCorrelated,
  expectEchoedExactly,
  isJudgeable,
  returned,
  ruleOnEveryAnswer,
  sentRequestId,
  session,
} from '../vocabulary';

closing('Every answer to a booking', () => {
  ruleOnEveryAnswer('book.request-id.returned', answeredBookings, ({ answered }) => {
    const values = returned(answered, 'X-Request-Id');
    const expected = 'one X-Request-Id header that is not empty';
    if (values.length !== 1) {
      broken(values.length === 0 ? 'returns no X-Request-Id' : 'returns several X-Request-Ids', {
        expected,
        actual: values.join(' | ') || 'no X-Request-Id header',
      });
    }
    if (values[0] === '') broken('returns an empty X-Request-Id', { expected, actual: 'an empty value' });
  });

  ruleOnEveryAnswer('book.request-id.unique', answersWithId, ({ answered, earlier }) => {
    const id = returned(answered, 'X-Request-Id')[0];
    // An id of the client's comes back as often as the client sends it.
    if (!earlier || id === sentRequestId(answered)) return;
    broken('gives the same X-Request-Id to two requests', {
      expected: 'an id of its own',
      actual: `${id}, which ${earlier} also has`,
    });
  });

  ruleOnEveryAnswer('book.correlation-id.returned', answeredBookings, ({ answered }) =>
    expectCorrelated(answered),
  );

  ruleOnEveryAnswer('book.correlation-id.exact', answeredBookings, ({ answered }) =>
    expectEchoedExactly({ exchange: answered }),
  );
});

function answeredBookings() {
  return session()
    .exchanges.filter((exchange) => exchange.purpose === 'book' && isJudgeable(exchange))
    .map((answered) => ({ case: answered.case, exchange: answered.id, answered }));
}

/** The answers with an id, each with the earlier one that already had it. */
function answersWithId() {
  const seen = new Map<string, string>();
  return answeredBookings().flatMap((instance) => {
    const id = returned(instance.answered, 'X-Request-Id')[0];
    if (!id) return [];
    const earlier = seen.get(id);
    seen.set(id, earlier ?? instance.exchange);
    return [{ ...instance, earlier }];
  });
}
