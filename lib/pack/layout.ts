/** What lies where in a pack. The names are for ever: packs outlive the version of the suite that made them. */

/** What is in the pack, with the sum of every other file; what is signed are its bytes. */
export const MANIFEST = 'manifest.json';
/** The signature of the manifest: the 64 bytes of Ed25519 (RFC 8032) over the file as it is, and nothing else. */
export const SIGNATURE = 'manifest.sig';
/** The public half of the key that signed, as PEM. */
export const PUBLIC_KEY = 'manifest.pub.pem';
/** Who answers for what is handed in, for machines and for people. */
export const ATTESTATION = 'attestation.json';
export const ATTESTATION_PAGE = 'attestation.html';
/** What the run was made with, and how it was set. */
export const VERSIONS = 'versions.json';
export const SETTINGS_SHOWN = 'settings.json';
/** What the run left: its record, and the reports that were made of it. */
export const REPORTS_FOLDER = 'reports';

/** More files than the reports of any run are. */
export const MOST_FILES = 60_000;
/** More bytes than the reports of any run have, unpacked. */
export const MOST_BYTES = 4 * 1024 ** 3;
