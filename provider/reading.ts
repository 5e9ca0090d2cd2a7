import { answerRefusal, answerWith, type Reply, refusal } from './answer';
import { resourceOf, type Version } from './appointments';
import type { Provider } from './provider';
import type { ProviderRequest } from './request';
import { versionHeaders } from './version-headers';

/** Reads the current version of an Appointment (NHS Booking API "Get a specific appointment"; STU3 http.html#read). */
export function read(request: ProviderRequest, provider: Provider): Reply {
  return answerVersion(provider.appointments.history(request.id).at(-1), provider);
}

/** Reads one version of an Appointment, whatever has become of it since (FHIR STU3 http.html#vread). */
export function readVersion(request: ProviderRequest, provider: Provider): Reply {
  const history = provider.appointments.history(request.id);
  const version = history.find(({ versionId }) => versionId === request.versionId);
  return answerVersion(provider.behaviour.versionToRead(version, history), provider);
}

function answerVersion(version: Version | undefined, { publicBaseUrl }: Provider): Reply {
  if (!version)
    return answerRefusal(
      refusal('not-found', 'not-found', 'There is no such Appointment, or no such version.'),
    );
  return answerWith('read', 200, resourceOf(version), versionHeaders(version, publicBaseUrl));
}
