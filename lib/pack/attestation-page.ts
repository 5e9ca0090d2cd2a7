import { documentText } from '../report/html/document';
import { block, bullets, code, note, paragraph, section, summaryList, table } from '../report/html/parts';
import { styling } from '../report/html/styling';
import { type Content, html, type Markup, trusted } from '../report/markup';
import { instantInWords, listed, SOURCES } from '../report/words';
import type { Source } from '../rules';
import type { Attestation } from './attestation';
import type { Attested } from './attested';
import {
  ATTESTATION,
  MANIFEST,
  PUBLIC_KEY,
  REPORTS_FOLDER,
  SETTINGS_SHOWN,
  SIGNATURE,
  VERSIONS,
} from './layout';

/**
 * `attestation.html`: the first page of a pack, for people. It can be printed and signed by hand.
 *
 * @throws Error when the suite was not built, so that the styles of the NHS design system are not there
 */
export function attestationPage({ attested, run, signedBy }: Attestation): string {
  const { style, policy } = styling();
  return documentText({
    title: `Evidence pack: conformance of ${run.target} to the NHS Booking API`,
    skipTo: 'the attestation',
    style,
    policy,
    aside: null,
    main: html`<h1 class="nhsuk-heading-xl">Evidence pack</h1>
${attestationSection(attested)}
${runSection(run)}
${contentsSection()}
${checkingSection(signedBy)}`,
    footer: `Made of run ${run.id}.`,
    script: null,
  });
}

function attestationSection(attested: Attested | null): Markup {
  return section({
    id: 'attestation',
    title: 'Attestation',
    content: attested === null ? note('Nobody attests to what this pack holds.') : statement(attested),
  });
}

function statement({ product, productVersion, environment, signatory, role }: Attested): Content {
  const who = role === null ? signatory : `${signatory}, ${role},`;
  return [
    summaryList([
      ['Product', product],
      ['Version', productVersion],
      ['Environment', environment],
      ['Signatory', signatory],
      ['Role', role],
    ]),
    paragraph(
      `${who} attests that what was tested in this run is ${product} ${productVersion} in the environment ${environment}, and that this pack holds the record of the run as it was made.`,
    ),
    summaryList([
      ['Signature', trusted('&nbsp;')],
      ['Date', trusted('&nbsp;')],
    ]),
  ];
}

function runSection(run: Attestation['run']): Markup {
  return section({
    id: 'run',
    title: 'The run',
    content: [
      summaryList([
        ['Verdict', html`<strong>${run.verdict}</strong>`],
        ['In a sentence', run.sentence],
        ['To be known', bullets(run.caveats)],
        ['Server', code(run.target)],
        ['Its software', run.software ?? 'The server does not say.'],
        ['Began', instantInWords(run.startedAt)],
        ['Ended', instantInWords(run.finishedAt)],
        ['Run', code(run.id)],
        ['Test suite', run.suite],
        ['Rulebook', code(run.rulebook)],
        [
          'What decides',
          `Every MUST of ${listed(run.gate.map((source) => SOURCES[source as Source] ?? source))}`,
        ],
      ]),
    ],
  });
}

/** What a reader finds where, in the order in which it is worth to be looked at. */
const CONTENTS: ReadonlyArray<readonly [name: string, what: string]> = [
  [
    `${REPORTS_FOLDER}/conformance.html`,
    'The report for people: what was required, what was found, and how to see it again.',
  ],
  [`${REPORTS_FOLDER}/`, 'All other reports of the run, and what they are made of.'],
  [
    `${REPORTS_FOLDER}/journal.ndjson`,
    'What happened in the run, one line for each check and each step of a booking.',
  ],
  [`${REPORTS_FOLDER}/exchanges.ndjson`, 'Every request and answer, one a line, without secrets.'],
  [SETTINGS_SHOWN, 'The settings of the run, without secrets.'],
  [VERSIONS, 'The versions of the suite, the rulebook, Node, and every package that they need.'],
  [ATTESTATION, 'This page, for machines.'],
  [MANIFEST, 'The size and the SHA-256 sum of every file.'],
  [
    `${SIGNATURE}, ${PUBLIC_KEY}`,
    'The signature of the manifest and the public key to it, where it is signed.',
  ],
];

function contentsSection(): Markup {
  const rows = CONTENTS.map(([name, what]) => [code(name), what]);
  return section({
    id: 'contents',
    title: 'What is in the pack',
    content: table({
      caption: 'Files of the pack',
      isCaptionHidden: true,
      columns: ['File', 'What it is'],
      rows,
    }),
  });
}

function checkingSection(signedBy: string | null): Markup {
  return section({
    id: 'checking',
    title: 'How to check it',
    content: [
      paragraph(
        'With the same version of the suite, the next command says what was changed, added or taken away since the pack was made, whether the reports say what the record says, and whether the verdict follows from the recorded requests and answers.',
      ),
      block('booking-conformance verify conformance-pack.zip'),
      ...signatureParagraphs(signedBy),
    ],
  });
}

function signatureParagraphs(signedBy: string | null): Content[] {
  if (signedBy === null)
    return [paragraph('The pack is not signed: whoever had it could change it, and make its manifest anew.')];
  return [
    paragraph(
      html`The manifest is signed (Ed25519) by the key with the fingerprint ${code(signedBy)}. That it is the key of the signatory, only the signatory can tell: ask for the fingerprint, or for the public key, in another way than with this pack. Without the suite, the signature is checked by`,
    ),
    block(`openssl pkeyutl -verify -pubin -inkey ${PUBLIC_KEY} -rawin -in ${MANIFEST} -sigfile ${SIGNATURE}`),
  ];
}
