import { type Answer, answerRefusal, answerWith, refusal } from './answer';
import { resourceOf, type Version } from './appointments';
import type { Provider } from './provider';
import type { ProviderRequest } from './request';
import { versionHeaders } from './version-headers';

/** Reads the current version of an Appointment (NHS Booking API "Get a specific appointment"; STU3 http.html#read). */
export function read(request: ProviderRequest, provider: Provider): Answer {
  return answerVersion(provider.appointments.history(request.id).at(-1));
}

/** Reads one version of an Appointment, whatever has become of it since (FHIR STU3 http.html#vread). */
export function readVersion(request: ProviderRequest, provider: Provider): Answer {
  const history = provider.appointments.history(request.id);
  const version = history.find(({ versionId }) => versionId === request.versionId);
  return answerVersion(provider.behaviour.versionToRead(version, history));
}

function answerVersion(version: Version | undefined): Answer {
  if (!version)
    return answerRefusal(
      refusal('not-found', 'not-found', 'There is no such Appointment, or no such version.'),
    );
  return answerWith('read', 200, resourceOf(version), versionHeaders(version));
}
