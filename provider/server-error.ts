import { type Refusal, refusal } from './answer';
import { headerOf, type ProviderRequest } from './request';

/** With this header a consumer has the provider fail itself, to see what a server error looks like. */
export const SERVER_ERROR_TRIGGER = { name: 'X-Provider-Trigger', value: 'server-error' } as const;

/** The failure that a request asks for; null when it asks for none. */
export function serverError({ headers }: ProviderRequest): Refusal | null {
  return headerOf(headers, SERVER_ERROR_TRIGGER.name) === SERVER_ERROR_TRIGGER.value ? failure() : null;
}

/** The provider fails, since a consumer wants to see it fail. */
export function failure(): Refusal {
  return refusal('server-error', 'exception', 'The diary failed, as the request asked it to.');
}
