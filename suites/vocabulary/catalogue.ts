import type { Defect } from '../../fixtures/defects';
import type { RequestVariant } from '../../fixtures/requests';
import type { Variant } from '../../fixtures/variants';
import { session } from '../../lib/runner/session';
import type { Booking } from '../../lib/target';
import { beforeRules, isJudgeable, type Recorded } from './exchange';
import { isSuccess } from './expectations';

type Listed = Pick<Defect, 'name' | 'tier' | 'rule' | 'why' | 'judged'>;

/** Lists in the report what the target made of a defect: refused it, let it through, or came to no answer. */
export function listDefect({ name, tier, rule, why, judged }: Listed, sent: Recorded<Booking>): void {
  whenSent(sent, ({ result, ...answer }) =>
    session().listDefect({
      ...{ name, tier, rule, why, judged },
      result: result === 'accepted' ? 'let-through' : result,
      ...answer,
    }),
  );
}

/** Lists in the report what the target made of a booking that was sent in an unusual way; `valid`: nothing is wrong with it. */
export function listVariant(
  { name, rule, why }: Pick<Variant | RequestVariant, 'name' | 'rule' | 'why'>,
  valid: boolean,
  sent: Recorded<Booking>,
): void {
  whenSent(sent, (answer) => session().listVariant({ ...{ name, valid, rule, why }, ...answer }));
}

interface Answered {
  readonly result: 'accepted' | 'refused' | 'error';
  readonly status: number | null;
  readonly case: string;
}

function whenSent(sent: Recorded<Booking>, list: (answered: Answered) => void): void {
  beforeRules(() => {
    if (!sent.wasSent) return;
    const { exchange } = sent.result;
    const status = exchange.response?.status ?? null;
    list({ result: resultOf(isJudgeable(exchange), status), status, case: exchange.case });
  });
}

function resultOf(judgeable: boolean, status: number | null): Answered['result'] {
  if (!judgeable || status === null || status >= 500) return 'error';
  return isSuccess(status) ? 'accepted' : 'refused';
}
