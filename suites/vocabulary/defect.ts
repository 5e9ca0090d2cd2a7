import type { Defect } from '../../fixtures/defects';
import { session } from '../../lib/runner/session';
import type { Booking } from '../../lib/target';
import { isJudgeable, type Recorded } from './exchange';
import { isSuccess } from './expectations';

/** Lists in the report what the target made of a defect: refused it, let it through, or came to no answer. */
export function listDefect(defect: Pick<Defect, 'name' | 'tier' | 'rule'>, sent: Recorded<Booking>): void {
  beforeAll(() => {
    if (!sent.wasSent) return;
    const { exchange } = sent.result;
    const status = exchange.response?.status ?? null;
    session().listDefect({
      name: defect.name,
      tier: defect.tier,
      rule: defect.rule,
      result: resultOf(isJudgeable(exchange), status),
      status,
      case: exchange.case,
    });
  });
}

function resultOf(judgeable: boolean, status: number | null): 'refused' | 'let-through' | 'error' {
  if (!judgeable || status === null || status >= 500) return 'error';
  return isSuccess(status) ? 'let-through' : 'refused';
}
