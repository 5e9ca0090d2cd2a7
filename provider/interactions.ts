import { answerRefusal, type Reply } from './answer';
import { book, refuseBooking } from './booking';
import { cancel } from './cancelling';
import { capabilities } from './capabilities';
import { bookUnjudged } from './lenient-booking';
import type { Provider } from './provider';
import { read, readVersion } from './reading';
import { headerOf, type Interaction, type ProviderRequest, type Route } from './request';
import { searchSlots } from './search';
import { checkToken, type TokenPolicy } from './tokens';

export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/metadata', interaction: 'capabilities' },
  { method: 'GET', path: '/Slot', interaction: 'search' },
  { method: 'POST', path: '/Appointment', interaction: 'book' },
  { method: 'GET', path: '/Appointment/:id', interaction: 'read' },
  { method: 'PUT', path: '/Appointment/:id', interaction: 'cancel' },
  { method: 'GET', path: '/Appointment/:id/_history/:versionId', interaction: 'vread' },
];

type Handler = (request: ProviderRequest, provider: Provider) => Reply | Promise<Reply>;

const HANDLERS: Readonly<Record<Interaction, Handler>> = {
  capabilities,
  search: searchSlots,
  book: (request, provider) => (provider.traits.validates ? book : bookUnjudged)(request, provider),
  read,
  vread: readVersion,
  cancel,
};

/** Performs an interaction: 405 if it is not served, 403 without a token for it, else what comes of it. */
export async function perform(
  interaction: Interaction,
  request: ProviderRequest,
  provider: Provider,
  policy: TokenPolicy,
): Promise<Reply> {
  if (!provider.behaviour.serves(true, interaction)) return methodNotAllowed(methodsBeside(interaction));
  if (interaction !== 'capabilities') {
    const authorization = headerOf(request.headers, 'Authorization');
    const expected = { audience: provider.audience, demandsClaims: provider.traits.demandsClaims };
    const decided = checkToken(authorization, interaction, policy, expected, new Date());
    const refused = provider.behaviour.tokenRefusal(decided, request, policy);
    if (refused)
      return interaction === 'book' ? refuseBooking(request, refused, provider) : answerRefusal(refused);
  }
  return HANDLERS[interaction](request, provider);
}

/** 405 with the methods that the path does take (RFC 9110 section 15.5.6). */
export function methodNotAllowed(allowed: readonly string[]): Reply {
  const findings = [{ code: 'not-supported', text: 'The method is not supported here.' }];
  return answerRefusal({ ground: 'method-not-allowed', findings, headers: [['Allow', allowed.join(', ')]] });
}

/** The other methods of the path of an interaction. */
function methodsBeside(interaction: Interaction): string[] {
  const path = ROUTES.find((route) => route.interaction === interaction)?.path;
  return ROUTES.filter((route) => route.path === path && route.interaction !== interaction).map(
    ({ method }) => method,
  );
}
