import { ABSENT } from '../samples';
import { type Corpus, fault } from './fault';
import {
  aBatchResponse,
  aFullCapabilityStatement,
  aFullSearchset,
  aHistory,
  anOutcome,
  aTestReport,
} from './messages';
import { aNote } from './values';

const BASE = 'https://provider.example/fhir';

/** Faults of what servers send: answers to searches with what they include, outcomes, capabilities, reports. */
export const IN_MESSAGES: readonly Corpus[] = [
  {
    of: 'Bundle, the answer to a search',
    good: aFullSearchset,
    within: '',
    faults: [
      fault('no type', { type: ABSENT }, 'base stu3:min type'),
      fault(
        'a type that is none',
        { type: 'search-set' },
        'base stu3:binding type',
        'invariant bdl-1 total',
        ...[0, 1, 2, 3, 4, 5, 6, 7].map((entry) => `invariant bdl-2 entry[${entry}].search`),
      ),
      fault(
        'a narrative, which a Bundle never has',
        { text: { status: 'empty' } },
        'base stu3:unknown-element text',
      ),
      fault(
        'an extension, which a Bundle never has',
        { extension: [aNote()] },
        'base stu3:unknown-element extension',
      ),
      fault(
        'a timestamp of R4',
        { timestamp: '2031-05-05T18:41:08Z' },
        'base stu3:unknown-element timestamp',
      ),
      fault(
        'an identifier of which there are several',
        { identifier: [{ value: '1' }] },
        'base stu3:single identifier',
      ),
      fault('a total as text', { total: '1' }, 'base stu3:unsignedInt total'),
      fault('a negative total', { total: -1 }, 'base stu3:unsignedInt total'),
      fault('a link without relation', { 'link[0].relation': ABSENT }, 'base stu3:min link[0].relation'),
      fault('a link without url', { 'link[1].url': ABSENT }, 'base stu3:min link[1].url'),
      fault('no entries, but their array', { entry: [] }, 'base stu3:empty entry'),
      fault(
        'an entry that is a resource',
        { 'entry[0]': { resourceType: 'Slot' } },
        'base stu3:unknown-element entry[0].resourceType',
        'invariant bdl-5 entry[0]',
      ),
      fault(
        'a fullUrl in another case',
        { 'entry[0].fullURL': `${BASE}/Slot/slot` },
        'base stu3:unknown-element entry[0].fullURL',
      ),
      fault('a fullUrl that is a number', { 'entry[0].fullUrl': 1 }, 'base stu3:uri entry[0].fullUrl'),
      fault(
        'a resource that is an array',
        { 'entry[0].resource': [{ resourceType: 'Slot' }] },
        'base stu3:single entry[0].resource',
      ),
      fault(
        'a mode that is none',
        { 'entry[0].search.mode': 'matched' },
        'base stu3:binding entry[0].search.mode',
      ),
      fault('a score as text', { 'entry[0].search.score': '0.5' }, 'base stu3:decimal entry[0].search.score'),
      fault(
        'a link of an entry without url',
        { 'entry[0].link[0].url': ABSENT },
        'base stu3:min entry[0].link[0].url',
      ),
      fault('a signature without signer', { 'signature.whoUri': ABSENT }, 'base stu3:min signature.who[x]'),
      fault(
        'a signature with two signers',
        { 'signature.whoReference': { reference: 'Device/1' } },
        'base stu3:choice signature.who[x]',
      ),
      fault('a signature of R4', { 'signature.data': 'AAAA' }, 'base stu3:unknown-element signature.data'),
      fault('an entry of nothing', { 'entry[0].resource': ABSENT }, 'invariant bdl-5 entry[0]'),
      fault(
        'a request in the answer to a search',
        { 'entry[0].request': { method: 'GET', url: 'Slot' } },
        'invariant bdl-3 entry[0].request',
      ),
      fault(
        'a response in the answer to a search',
        { 'entry[0].response': { status: '200' } },
        'invariant bdl-4 entry[0].response',
      ),
      fault(
        'the same fullUrl twice',
        { 'entry[1].fullUrl': `${BASE}/Slot/slot` },
        'invariant bdl-7 entry[1].fullUrl',
      ),
      fault(
        'a fullUrl of a version',
        { 'entry[0].fullUrl': `${BASE}/Slot/slot/_history/1` },
        'invariant bdl-8 entry[0].fullUrl',
      ),
    ],
  },
  {
    of: 'Bundle, a history',
    good: aHistory,
    within: '',
    faults: [
      fault(
        'a method that is none',
        { 'entry[0].request.method': 'put' },
        'base stu3:binding entry[0].request.method',
      ),
      fault(
        'a method PATCH of R4',
        { 'entry[0].request.method': 'PATCH' },
        'base stu3:binding entry[0].request.method',
      ),
      fault(
        'a request without url',
        { 'entry[1].request.url': ABSENT },
        'base stu3:min entry[1].request.url',
      ),
      fault(
        'a date of HTTP',
        { 'entry[0].request.ifModifiedSince': 'Tue, 06 May 2031 09:20:00 GMT' },
        'base stu3:instant entry[0].request.ifModifiedSince',
      ),
      fault(
        'the same version twice',
        { 'entry[1].resource.meta.versionId': '2' },
        'invariant bdl-7 entry[1].fullUrl',
      ),
      fault(
        'a search in a history',
        { 'entry[0].search': { mode: 'match' } },
        'invariant bdl-2 entry[0].search',
      ),
    ],
  },
  {
    of: 'Bundle, the answer to a batch',
    good: aBatchResponse,
    within: '',
    faults: [
      fault(
        'a status as number',
        { 'entry[0].response.status': 201 },
        'base stu3:string entry[0].response.status',
      ),
      fault('no status', { 'entry[0].response.status': ABSENT }, 'base stu3:min entry[0].response.status'),
      fault(
        'a change on a day',
        { 'entry[0].response.lastModified': '2031-05-05' },
        'base stu3:instant entry[0].response.lastModified',
      ),
      fault(
        'an outcome without issues',
        { 'entry[0].response.outcome.issue': ABSENT },
        'base stu3:min entry[0].response.outcome.issue',
      ),
      fault('a total', { total: 1 }, 'invariant bdl-1 total'),
      fault(
        'a document without identifier',
        { type: 'document', 'entry[0].response': ABSENT, 'entry[0].resource': anOutcome() },
        'invariant bdl-9 .',
      ),
    ],
  },
  {
    of: 'Slot, found by a search',
    good: aFullSearchset,
    within: 'entry[0].resource',
    faults: [
      fault('no start', { start: ABSENT }, 'base stu3:min start'),
      fault('a status that is none', { status: 'available' }, 'base stu3:binding status'),
      fault(
        'a schedule that is a Location',
        { 'schedule.reference': 'Location/l1' },
        'base stu3:reference-target schedule.reference',
      ),
      fault(
        'a schedule that is contained nowhere',
        { 'schedule.reference': '#diary' },
        'invariant ref-1 schedule',
      ),
      fault('no identifier', { identifier: ABSENT }, 'profile CareConnect-Slot-1:identifier identifier'),
    ],
  },
  {
    of: 'HealthcareService, included in a search',
    good: aFullSearchset,
    within: 'entry[2].resource',
    faults: [
      fault('a category of R4 in an array', { category: [{ text: 'x' }] }, 'base stu3:single category'),
      fault(
        'a day that is none',
        { 'availableTime[0].daysOfWeek': ['Monday'] },
        'base stu3:binding availableTime[0].daysOfWeek[0]',
      ),
      fault(
        'a day without array',
        { 'availableTime[0].daysOfWeek': 'mon' },
        'base stu3:array availableTime[0].daysOfWeek',
      ),
      fault(
        'a time without seconds',
        { 'availableTime[0].availableStartTime': '09:00' },
        'base stu3:time availableTime[0].availableStartTime',
      ),
      fault(
        'a time with zone',
        { 'availableTime[0].availableEndTime': '12:30:00Z' },
        'base stu3:time availableTime[0].availableEndTime',
      ),
      fault(
        'a holiday without description',
        { 'notAvailable[0].description': ABSENT },
        'base stu3:min notAvailable[0].description',
      ),
      fault(
        'a provider that is a Practitioner',
        { 'providedBy.reference': 'Practitioner/p1' },
        'base stu3:reference-target providedBy.reference',
      ),
      fault(
        'no identifier',
        { identifier: ABSENT },
        'profile CareConnect-HealthcareService-1:identifier identifier',
      ),
      fault(
        'two identifiers',
        { 'identifier[1]': { system: 'urn:x', value: '2' } },
        'profile CareConnect-HealthcareService-1:identifier identifier',
      ),
    ],
  },
  {
    of: 'Practitioner, included in a search',
    good: aFullSearchset,
    within: 'entry[3].resource',
    faults: [
      fault('a name without array, as in DSTU2', { name: { family: 'X' } }, 'base stu3:array name'),
      fault(
        'a role, as in DSTU2',
        { practitionerRole: [{ role: { text: 'x' } }] },
        'base stu3:unknown-element practitionerRole',
      ),
      fault(
        'a qualification without code',
        { 'qualification[0].code': ABSENT },
        'base stu3:min qualification[0].code',
      ),
      fault(
        'an issuer that is a Practitioner',
        { 'qualification[0].issuer.reference': 'Practitioner/p1' },
        'base stu3:reference-target qualification[0].issuer.reference',
      ),
      fault(
        'an SDS user id without value',
        { 'identifier[0].value': ABSENT },
        'profile CareConnect-Practitioner-1:identifier:sdsUserID.value identifier[0].value',
      ),
      fault(
        'two SDS user ids',
        { 'identifier[1].system': 'https://fhir.nhs.uk/Id/sds-user-id' },
        'profile CareConnect-Practitioner-1:identifier:sdsUserID identifier',
      ),
      fault(
        'a language of communication',
        { communication: [{ text: 'Welsh' }] },
        'profile CareConnect-Practitioner-1:communication communication',
      ),
      fault(
        'a part of an extension of another type',
        { 'extension[0].extension[1]': { url: 'interpreterRequired', valueString: 'no' } },
        'profile Extension-CareConnect-NHSCommunication-1:extension:interpreterRequired.value[x] extension[0].extension[1].valueString',
      ),
      fault(
        'a mode of communication that is none',
        { 'extension[0].extension[0].valueCodeableConcept.coding[0].code': 'SIGNS' },
        'profile Extension-CareConnect-NHSCommunication-1:extension:modeOfCommunication.value[x] extension[0].extension[0].valueCodeableConcept',
      ),
      fault(
        'an extension without its language',
        { 'extension[0].extension[2]': ABSENT },
        'profile Extension-CareConnect-NHSCommunication-1:extension:language extension[0].extension',
      ),
    ],
  },
  {
    of: 'PractitionerRole, included in a search',
    good: aFullSearchset,
    within: 'entry[4].resource',
    faults: [
      fault(
        'a practitioner that is an Organization',
        { 'practitioner.reference': 'Organization/o1' },
        'base stu3:reference-target practitioner.reference',
      ),
      fault('a code without array', { code: { text: 'x' } }, 'base stu3:array code'),
      fault('a period upside down', { 'period.end': '2030' }, 'invariant per-1 period'),
      fault(
        'an identifier without system',
        { 'identifier[0].system': ABSENT },
        'profile CareConnect-PractitionerRole-1:identifier.system identifier[0].system',
      ),
      fault(
        'a job role without display',
        {
          'code[0]': {
            coding: [
              {
                system: 'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1',
                code: 'R0260',
              },
            ],
          },
        },
        'profile CareConnect-PractitionerRole-1:code:sdsJobRoleName.coding.display code[0].coding[0].display',
      ),
    ],
  },
  {
    of: 'Organization, included in a search',
    good: aFullSearchset,
    within: 'entry[5].resource',
    faults: [
      fault('a type of DSTU2, not in an array', { type: { text: 'x' } }, 'base stu3:array type'),
      fault(
        'a contact that is an array in an array',
        { 'contact[0]': [{ name: { family: 'x' } }] },
        'base stu3:type contact[0]',
      ),
      fault(
        'part of a Location',
        { 'partOf.reference': 'Location/l1' },
        'base stu3:reference-target partOf.reference',
      ),
      fault('neither identifier nor name', { identifier: ABSENT, name: ABSENT }, 'invariant org-1 .'),
      fault('an address at home', { 'address[0].use': 'home' }, 'invariant org-2 .'),
      fault('a phone at home', { 'telecom[0].use': 'home' }, 'invariant org-3 .'),
      fault(
        'an ODS code without value',
        { 'identifier[0].value': ABSENT },
        'profile CareConnect-Organization-1:identifier:odsOrganisationCode.value identifier[0].value',
      ),
      fault(
        'two ODS codes',
        { 'identifier[1].system': 'https://fhir.nhs.uk/Id/ods-organization-code' },
        'profile CareConnect-Organization-1:identifier:odsOrganisationCode identifier',
      ),
      fault(
        'a contact without family name',
        { 'contact[0].name': { text: 'Z' } },
        'profile CareConnect-Organization-1:contact.name.family contact[0].name.family',
      ),
      fault(
        'a main location in words',
        {
          'extension[0]': {
            url: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-MainLocation-1',
            valueString: 'x',
          },
        },
        'profile Extension-CareConnect-MainLocation-1:value[x] extension[0].valueString',
      ),
    ],
  },
  {
    of: 'Location, included in a search',
    good: aFullSearchset,
    within: 'entry[6].resource',
    faults: [
      fault('an address in an array', { address: [{ city: 'X' }] }, 'base stu3:single address'),
      fault('a status that is none', { status: 'open' }, 'base stu3:binding status'),
      fault('a mode that is none', { mode: 'class' }, 'base stu3:binding mode'),
      fault('a type of R4 in an array', { type: [{ text: 'x' }] }, 'base stu3:single type'),
      fault('half a position', { 'position.latitude': ABSENT }, 'base stu3:min position.latitude'),
      fault('a longitude as text', { 'position.longitude': '-1.55' }, 'base stu3:decimal position.longitude'),
      fault(
        'opening hours of R4',
        { hoursOfOperation: [{ allDay: true }] },
        'base stu3:unknown-element hoursOfOperation',
      ),
      fault(
        'a site code without value',
        { 'identifier[0].value': ABSENT },
        'profile CareConnect-Location-1:identifier:odsSiteCode.value identifier[0].value',
      ),
    ],
  },
  {
    of: 'OperationOutcome',
    good: anOutcome,
    within: '',
    faults: [
      fault('no issue', { issue: ABSENT }, 'base stu3:min issue'),
      fault('no issues, but their array', { issue: [] }, 'base stu3:empty issue'),
      fault(
        'an issue without array',
        { issue: { severity: 'error', code: 'value' } },
        'base stu3:array issue',
      ),
      fault('an issue without severity', { 'issue[0].severity': ABSENT }, 'base stu3:min issue[0].severity'),
      fault('an issue without code', { 'issue[1].code': ABSENT }, 'base stu3:min issue[1].code'),
      fault(
        'a severity that is none',
        { 'issue[0].severity': 'critical' },
        'base stu3:binding issue[0].severity',
      ),
      fault('a code of R4', { 'issue[0].code': 'multiple-matches' }, 'base stu3:binding issue[0].code'),
      fault('details in words', { 'issue[0].details': 'Taken' }, 'base stu3:type issue[0].details'),
      fault(
        'a location without array',
        { 'issue[0].location': '/f:Appointment' },
        'base stu3:array issue[0].location',
      ),
      fault(
        'an expression without array',
        { 'issue[0].expression': 'Appointment' },
        'base stu3:array issue[0].expression',
      ),
      fault('a narrative in words', { text: 'Taken' }, 'base stu3:type text'),
      fault(
        'a status of the narrative that is none',
        { 'text.status': 'made' },
        'base stu3:binding text.status',
      ),
    ],
  },
  {
    of: 'CapabilityStatement',
    good: aFullCapabilityStatement,
    within: '',
    faults: [
      fault('no status', { status: ABSENT }, 'base stu3:min status'),
      fault('no date', { date: ABSENT }, 'base stu3:min date'),
      fault('no acceptUnknown, which R4 dropped', { acceptUnknown: ABSENT }, 'base stu3:min acceptUnknown'),
      fault('no format', { format: ABSENT }, 'base stu3:min format'),
      fault('a format without array', { format: 'application/fhir+json' }, 'base stu3:array format'),
      fault('a kind that is none', { kind: 'server' }, 'base stu3:binding kind', 'invariant cpb-3 .'),
      fault('a version of FHIR with a space', { fhirVersion: '3.0.1 STU3' }, 'base stu3:id fhirVersion'),
      fault('a date without zone', { date: '2031-05-05T10:00:00' }, 'base stu3:dateTime date'),
      fault('software without name', { 'software.name': ABSENT }, 'base stu3:min software.name'),
      fault(
        'a placeholder for a release date',
        { 'software.releaseDate': '[date]' },
        'base stu3:dateTime software.releaseDate',
      ),
      fault('an instantiation of R4, imports', { imports: ['urn:x'] }, 'base stu3:unknown-element imports'),
      fault(
        'a resource without interactions, as in R4',
        { 'rest[0].resource[1].interaction': ABSENT },
        'base stu3:min rest[0].resource[1].interaction',
      ),
      fault(
        'a resource type of R4',
        { 'rest[0].resource[1].type': 'ServiceRequest' },
        'base stu3:binding rest[0].resource[1].type',
      ),
      fault(
        'an interaction that is none',
        { 'rest[0].resource[0].interaction[0].code': 'book' },
        'base stu3:binding rest[0].resource[0].interaction[0].code',
      ),
      fault(
        'an interaction of the system on a type',
        { 'rest[0].resource[0].interaction[0].code': 'batch' },
        'base stu3:binding rest[0].resource[0].interaction[0].code',
      ),
      fault(
        'a search parameter without type',
        { 'rest[0].resource[0].searchParam[1].type': ABSENT },
        'base stu3:min rest[0].resource[0].searchParam[1].type',
      ),
      fault(
        'a search parameter of all types without name',
        { 'rest[0].searchParam[0].name': ABSENT },
        'base stu3:min rest[0].searchParam[0].name',
      ),
      fault(
        'a type of a search parameter that is none',
        { 'rest[0].searchParam[0].type': 'dateTime' },
        'base stu3:binding rest[0].searchParam[0].type',
      ),
      fault(
        'no operations, but their array',
        { 'rest[0].operation': [] },
        'base stu3:empty rest[0].operation',
      ),
      fault(
        'an operation by its URL, as in R4',
        { 'rest[0].operation[0].definition': 'urn:x' },
        'base stu3:type rest[0].operation[0].definition',
      ),
      fault(
        'a profile by its URL, as in R4',
        { 'rest[0].resource[0].profile': 'urn:x' },
        'base stu3:type rest[0].resource[0].profile',
      ),
      fault(
        'security without array',
        { 'rest[0].security.service': { text: 'OAuth' } },
        'base stu3:array rest[0].security.service',
      ),
      fault(
        'a context of use without value',
        { 'useContext[0].valueCodeableConcept': ABSENT },
        'base stu3:min useContext[0].value[x]',
      ),
      fault(
        'neither rest nor messaging nor document',
        { rest: ABSENT, messaging: ABSENT, document: ABSENT },
        'invariant cpb-1 .',
      ),
      fault(
        'neither description nor software nor implementation',
        { description: ABSENT, software: ABSENT, implementation: ABSENT },
        'invariant cpb-2 .',
      ),
      fault(
        'a capability with messaging endpoints',
        { kind: 'capability', implementation: ABSENT },
        'invariant cpb-3 .',
      ),
      fault('a document twice', { 'document[1].mode': 'consumer' }, 'invariant cpb-7 .'),
      fault('a mode twice', { 'rest[1].mode': 'server' }, 'invariant cpb-8 .'),
      fault(
        'a resource type twice',
        { 'rest[0].resource[1].type': 'Appointment' },
        'invariant cpb-9 rest[0]',
      ),
      fault(
        'a search parameter twice',
        { 'rest[0].resource[0].searchParam[1].name': 'patient' },
        'invariant cpb-12 rest[0].resource[0]',
      ),
      fault(
        'requirements with software',
        { kind: 'requirements', implementation: ABSENT, messaging: ABSENT },
        'invariant cpb-14 .',
      ),
      fault(
        'a capability with an implementation',
        { kind: 'capability', messaging: ABSENT },
        'invariant cpb-15 .',
      ),
    ],
  },
  {
    of: 'TestReport',
    good: aTestReport,
    within: '',
    faults: [
      fault('no status', { status: ABSENT }, 'base stu3:min status'),
      fault('a status that is none', { status: 'complete' }, 'base stu3:binding status'),
      fault('no result', { result: ABSENT }, 'base stu3:min result'),
      fault('a result of an action', { result: 'warning' }, 'base stu3:binding result'),
      fault(
        'a script that is a questionnaire',
        { 'testScript.reference': 'Questionnaire/1' },
        'base stu3:reference-target testScript.reference',
      ),
      fault('a score as text', { score: '100' }, 'base stu3:decimal score'),
      fault(
        'a participant of a type that is none',
        { 'participant[0].type': 'engine' },
        'base stu3:binding participant[0].type',
      ),
      fault('a setup of nothing', { 'setup.action': ABSENT }, 'base stu3:ele-1 setup'),
      fault(
        'a result of a test that is none',
        { 'test[0].action[1].assert.result': 'failed' },
        'base stu3:binding test[0].action[1].assert.result',
      ),
      fault(
        'an operation of a test without result',
        { 'test[0].action[0].operation.result': ABSENT },
        'base stu3:min test[0].action[0].operation.result',
      ),
      fault(
        'an assertion at the end',
        { 'teardown.action[0].assert': { result: 'pass' } },
        'base stu3:unknown-element teardown.action[0].assert',
      ),
      fault(
        'a setup action that is both',
        { 'setup.action[0].assert': { result: 'pass' } },
        'invariant inv-1 setup.action[0]',
      ),
      fault(
        'a test action that is both',
        { 'test[0].action[0].assert': { result: 'pass' } },
        'invariant inv-2 test[0].action[0]',
      ),
      fault(
        'a test action that is neither',
        {
          'test[0].action[0].operation': ABSENT,
          'test[0].action[0].id': 'a',
          'test[0].action[0].extension': [aNote()],
        },
        'invariant inv-2 test[0].action[0]',
      ),
    ],
  },
];
