import type { Exchange, HttpClient, RequestToSend } from '../http';
import { withExtra } from './extra-headers';
import type { Settings } from './settings';
import { atSpineProxy, spineHeaders } from './spine-proxy';

/**
 * A client through which every request to the provider takes the way that the settings say: by the Spine proxy, with its
 * headers, and with the extra ones. What is sent stays addressed to the provider; only the wire knows the proxy.
 */
export class AddressedClient implements HttpClient {
  /** @param baseUrl FHIR base of the provider, without a slash at its end */
  constructor(
    private readonly client: HttpClient,
    private readonly settings: Pick<Settings, 'spineProxy' | 'extraHeaders'>,
    private readonly baseUrl: string,
  ) {}

  send(request: RequestToSend): Promise<Exchange> {
    return this.client.send(this.addressed(request));
  }

  sendTogether(requests: readonly RequestToSend[]): Promise<Exchange[]> {
    return this.client.sendTogether(requests.map((request) => this.addressed(request)));
  }

  stop(reason: string): void {
    this.client.stop(reason);
  }

  get stopped(): string | null {
    return this.client.stopped;
  }

  private addressed(request: RequestToSend): RequestToSend {
    const { spineProxy, extraHeaders } = this.settings;
    const headers = withExtra(request.headers, extraHeaders);
    if (!spineProxy) return { ...request, headers };
    const gatewayUrl = atSpineProxy(spineProxy, request.url);
    return {
      ...request,
      headers: [...headers, ...spineHeaders(spineProxy, this.baseUrl, request)],
      ...(gatewayUrl === null ? {} : { gatewayUrl }),
    };
  }
}
