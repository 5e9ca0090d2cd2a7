/** Where the NHS runs its servers: those that patients use, and those that are there to be tested. */
const NHS_DOMAIN = /(?:^|\.)nhs\.(?:uk|net)$/;

/** Words of a host's name that say that it is there to be tested, with a number before or behind them or without. */
const TEST_WORDS = ['dev', 'test', 'int', 'sit', 'uat', 'dep', 'train', 'sandbox', 'sim', 'opentest'];

const IS_TEST_WORD = new RegExp(`^\\d*(?:${TEST_WORDS.join('|')}|training|testing)\\d*$`);

/**
 * How names end whose words are written as one, such as `bookingprovidertest`, and the one name that begins so: Test Valley
 * is a place.
 */
const ENDS_AS_TEST = /(?:test|sandbox)\d*$|^testspineproxy$/;

/**
 * The hosts among those of the URLs that patients may use, each once: those under nhs.uk or nhs.net of whose names no
 * word says otherwise. A word is what stands between dots, hyphens and underscores, since `print`, `devon` and
 * `appointments` hold `int` and `dev` and say nothing of the kind. What is no URL has no host.
 */
export function liveHosts(urls: readonly string[]): string[] {
  const hosts = urls.filter((url) => URL.canParse(url)).map((url) => withoutRoot(new URL(url).hostname));
  return [...new Set(hosts)].filter(isLive);
}

/** A name in lower case, as the URL parser gives it, without the dot that stands for the root of all names. */
const withoutRoot = (hostname: string): string => hostname.toLowerCase().replace(/\.+$/, '');

function isLive(host: string): boolean {
  if (!NHS_DOMAIN.test(host)) return false;
  const words = host.replace(NHS_DOMAIN, '').split(/[.\-_]/);
  return !words.some((word) => IS_TEST_WORD.test(word) || ENDS_AS_TEST.test(word));
}
