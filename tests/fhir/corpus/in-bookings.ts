import { ABSENT } from '../samples';
import { aFullBookedAppointment, aFullBooking, aFullCancellation } from './bookings';
import { type Corpus, fault } from './fault';
import { aNarrative, PROFILE } from './values';

const DELIVERY_CHANNEL = `${PROFILE}/Extension-CareConnect-DeliveryChannel-1`;
const CANCELLATION_REASON = `${PROFILE}/Extension-CareConnect-AppointmentCancellationReason-1`;

/** Faults of Appointments, in what is sent to book, what comes back, and what is sent to cancel. */
export const IN_BOOKINGS: readonly Corpus[] = [
  {
    of: 'Appointment, as request',
    good: aFullBooking,
    as: 'request',
    within: '',
    faults: [
      // Names and shapes
      fault(
        'an element of R4, reasonCode',
        { reasonCode: [{ text: 'x' }] },
        'base stu3:unknown-element reasonCode',
      ),
      fault(
        'an element of R4, basedOn',
        { basedOn: [{ reference: 'ServiceRequest/1' }] },
        'base stu3:unknown-element basedOn',
      ),
      fault(
        'an element of R4, patientInstruction',
        { patientInstruction: 'Come' },
        'base stu3:unknown-element patientInstruction',
      ),
      fault(
        'an element of R4, serviceCategory as array',
        { serviceCategory: [{ text: 'x' }] },
        'base stu3:single serviceCategory',
      ),
      fault('an element of DSTU2, type', { type: { text: 'x' } }, 'base stu3:unknown-element type'),
      fault('an element in another case', { Description: 'x' }, 'base stu3:unknown-element Description'),
      fault(
        'an unknown element of a participant',
        { 'participant[0].period': { start: '2031' } },
        'base stu3:unknown-element participant[0].period',
      ),
      fault(
        'an unknown element of meta',
        { 'meta.source': 'urn:x' },
        'base stu3:unknown-element meta.source',
      ),
      fault(
        'an unknown element of a reference',
        { 'slot[0].type': 'Slot' },
        'base stu3:unknown-element slot[0].type',
      ),
      fault(
        'an unknown element of an identifier',
        { 'identifier[0].label': 'x' },
        'base stu3:unknown-element identifier[0].label',
      ),
      fault(
        'what stands beside an element that is no primitive',
        { _reason: [{ id: 'x' }] },
        'base stu3:unknown-element _reason',
      ),
      fault('comments of a DSTU2 kind', { fhir_comments: ['x'] }, 'base stu3:unknown-element fhir_comments'),
      fault('a status in an array', { status: ['booked'] }, 'base stu3:single status'),
      fault('reasons without array', { reason: { text: 'x' } }, 'base stu3:array reason'),
      fault('a text for a concept', { 'reason[0]': 'Sore throat' }, 'base stu3:type reason[0]'),
      fault(
        'a text for a reference',
        { 'supportingInformation[0]': '#letter' },
        'base stu3:type supportingInformation[0]',
        'invariant dom-3 contained[0]',
      ),
      fault(
        'a number for an extension',
        { 'extension[2]': 7 },
        'base stu3:type extension[2]',
        'invariant dom-3 contained[8]',
      ),
      fault('an empty object for a concept', { 'reason[0]': {} }, 'base stu3:ele-1 reason[0]'),
      fault('a concept with an id only', { appointmentType: { id: 'a' } }, 'base stu3:ele-1 appointmentType'),
      fault('an empty array in a concept', { 'reason[0].coding': [] }, 'base stu3:empty reason[0].coding'),
      fault('null for a concept', { appointmentType: null }, 'base stu3:null appointmentType'),
      fault('null among concepts', { 'reason[1]': null }, 'base stu3:null reason[1]'),
      fault(
        'no participants, but their array',
        { participant: [] },
        'base stu3:empty participant',
        'invariant dom-3 contained[5]',
        'invariant dom-3 contained[6]',
        'invariant dom-3 contained[7]',
      ),
      fault('something beside the status that is no object', { _status: 'x' }, 'base stu3:type _status'),
      fault('nothing beside the status', { _status: {} }, 'base stu3:ele-1 _status'),
      fault(
        'only an id beside no comment',
        { comment: ABSENT, _comment: { id: 'c' } },
        'base stu3:ele-1 _comment',
      ),
      fault(
        'an unknown element beside the status',
        { '_status.value': 'x' },
        'base stu3:unknown-element _status.value',
      ),
      // What has to be there
      fault(
        'an identifier of an extension missing',
        { 'extension[2].url': ABSENT },
        'base stu3:min extension[2].url',
      ),
      fault(
        'a participant without status',
        { 'participant[3].status': ABSENT },
        'base stu3:min participant[3].status',
      ),
      fault('a narrative without status', { 'text.status': ABSENT }, 'base stu3:min text.status'),
      fault('a narrative without div', { 'text.div': ABSENT }, 'base stu3:min text.div'),
      // Values
      fault('a status in capitals', { status: 'Booked' }, 'base stu3:binding status'),
      fault('a status of R4', { status: 'waitlist' }, 'base stu3:binding status'),
      fault('a status with a space behind', { status: 'booked ' }, 'base stu3:code status'),
      fault(
        'a participant status in capitals',
        { 'participant[0].status': 'Accepted' },
        'base stu3:binding participant[0].status',
      ),
      fault(
        'a participant that is required by a boolean',
        { 'participant[0].required': true },
        'base stu3:code participant[0].required',
      ),
      fault(
        'a participant that is required by another word',
        { 'participant[0].required': 'yes' },
        'base stu3:binding participant[0].required',
      ),
      fault('a start with a space for T', { start: '2031-05-06 09:20:00+01:00' }, 'base stu3:instant start'),
      fault('a start in basic format', { start: '20310506T092000Z' }, 'base stu3:instant start'),
      fault('a start in lower case', { start: '2031-05-06t09:20:00z' }, 'base stu3:instant start'),
      fault('a start in milliseconds', { start: 1_936_000_000_000 }, 'base stu3:instant start'),
      fault('a start on 30 February', { start: '2031-02-30T09:20:00Z' }, 'base stu3:instant start'),
      fault('a start at 24 hours', { start: '2031-05-05T24:00:00Z' }, 'base stu3:instant start'),
      fault('an end with 61 seconds', { end: '2031-05-06T09:30:61+01:00' }, 'base stu3:instant end'),
      fault('an end 15 hours ahead', { end: '2031-05-06T09:30:00+15:00' }, 'base stu3:instant end'),
      fault('an end with a zone of hours only', { end: '2031-05-06T09:30:00+01' }, 'base stu3:instant end'),
      fault('an end with an empty fraction', { end: '2031-05-06T09:30:00.Z' }, 'base stu3:instant end'),
      fault('an end with a line feed', { end: '2031-05-06T09:30:00Z\n' }, 'base stu3:instant end'),
      fault('a creation without minutes', { created: '2031-05-05T18Z' }, 'base stu3:dateTime created'),
      fault('a creation in month 0', { created: '2031-00' }, 'base stu3:dateTime created'),
      fault('a creation in a year of two digits', { created: '31-05-05' }, 'base stu3:dateTime created'),
      fault('a negative priority', { priority: -1 }, 'base stu3:unsignedInt priority'),
      fault('a priority as text', { priority: '1' }, 'base stu3:unsignedInt priority'),
      fault('no minutes', { minutesDuration: 0 }, 'base stu3:positiveInt minutesDuration'),
      fault('half a minute', { minutesDuration: 0.5 }, 'base stu3:positiveInt minutesDuration'),
      fault('an object for a comment', { comment: { text: 'x' } }, 'base stu3:string comment'),
      fault('a boolean for a comment', { comment: true }, 'base stu3:string comment'),
      fault('an empty display', { 'slot[0].display': '' }, 'base stu3:string slot[0].display'),
      fault('a language with a space in front', { language: ' en' }, 'base stu3:code language'),
      fault(
        'a URI with a space',
        { implicitRules: 'https://provider.example/the rules' },
        'base stu3:uri implicitRules',
      ),
      fault(
        'a profile claim that is no array',
        { 'meta.profile': `${PROFILE}/CareConnect-Appointment-1` },
        'base stu3:array meta.profile',
      ),
      fault('a version that is no id', { 'meta.versionId': '1/2' }, 'base stu3:id meta.versionId'),
      fault(
        'a change on a day only',
        { 'meta.lastUpdated': '2031-05-05' },
        'base stu3:instant meta.lastUpdated',
      ),
      // References
      fault(
        'an absolute slot that is a Schedule',
        { 'slot[0].reference': 'https://provider.example/Schedule/s1' },
        'base stu3:reference-target slot[0].reference',
        'invariant dom-3 contained[2]',
      ),
      fault(
        'a slot that leads to the contained Schedule',
        { 'slot[0].reference': '#diary' },
        'base stu3:reference-target slot[0].reference',
        'invariant dom-3 contained[2]',
      ),
      fault(
        'an indication that is an Observation',
        { 'indication[0].reference': 'Observation/1' },
        'base stu3:reference-target indication[0].reference',
      ),
      fault(
        'a referral of R4',
        { 'incomingReferral[0].reference': 'Task/1' },
        'base stu3:reference-target incomingReferral[0].reference',
      ),
      fault(
        'an actor that is an Organization',
        { 'participant[4].actor': { reference: '#surgery' } },
        'base stu3:reference-target participant[4].actor.reference',
      ),
      fault(
        'an actor that is a PractitionerRole, as in R4',
        { 'participant[4].actor': { reference: '#role' } },
        'base stu3:reference-target participant[4].actor.reference',
      ),
      fault(
        'an assigner that is a version of a Practitioner',
        { 'identifier[0].assigner.reference': 'Practitioner/p1/_history/3' },
        'base stu3:reference-target identifier[0].assigner.reference',
      ),
      // Invariants
      fault(
        'a start without end',
        { end: ABSENT },
        'invariant app-2 .',
        'invariant app-3 .',
        'booking booking:end end',
      ),
      fault(
        'an end without start',
        { start: ABSENT },
        'invariant app-2 .',
        'invariant app-3 .',
        'booking booking:start start',
      ),
      fault(
        'a participant who is nobody',
        { 'participant[4].type': ABSENT },
        'invariant app-1 participant[4]',
      ),
      fault(
        'a period that ends before it starts',
        { 'requestedPeriod[0].end': '2030-12-31' },
        'invariant per-1 requestedPeriod[0]',
      ),
      fault(
        'a dangling reference of an extension',
        { 'extension[2].valueReference.reference': '#Role' },
        'invariant ref-1 extension[2].valueReference',
        'invariant dom-3 contained[8]',
      ),
      fault(
        'an extension of nothing',
        { 'extension[2].valueReference': ABSENT },
        'invariant ext-1 extension[2]',
        'invariant dom-3 contained[8]',
      ),
      fault(
        'an extension of nothing on an element',
        { 'slot[0].extension[0].valueString': ABSENT },
        'invariant ext-1 slot[0].extension[0]',
      ),
      fault(
        'an extension of both on a primitive',
        { '_status.extension[0].extension': [{ url: 'a', valueCode: 'b' }] },
        'invariant ext-1 _status.extension[0]',
      ),
      fault(
        'a modifier extension of nothing',
        { 'modifierExtension[0].valueString': ABSENT },
        'invariant ext-1 modifierExtension[0]',
      ),
      fault(
        'a form in the narrative',
        { 'text.div': '<div xmlns="http://www.w3.org/1999/xhtml"><form action="x">A</form></div>' },
        'invariant txt-1 text',
      ),
      fault(
        'an event attribute in the narrative',
        { 'text.div': '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="a()">A</p></div>' },
        'invariant txt-1 text',
      ),
      fault(
        'a narrative that shows nothing',
        { 'text.div': '<div xmlns="http://www.w3.org/1999/xhtml"><p> <!-- x --></p></div>' },
        'invariant txt-2 text',
      ),
      fault('a narrative without namespace', { 'text.div': '<div>A</div>' }, 'base stu3:xhtml text.div'),
      fault(
        'a narrative with a bare ampersand',
        { 'text.div': '<div xmlns="http://www.w3.org/1999/xhtml">A & B</div>' },
        'base stu3:xhtml text.div',
      ),
      fault(
        'a narrative with a bare ampersand in a link',
        { 'text.div': '<div xmlns="http://www.w3.org/1999/xhtml"><a href="?a=1&b=2">A</a></div>' },
        'base stu3:xhtml text.div',
      ),
      fault(
        'a narrative with a DOCTYPE',
        { 'text.div': '<!DOCTYPE div><div xmlns="http://www.w3.org/1999/xhtml">A</div>' },
        'base stu3:xhtml text.div',
      ),
      // CareConnect
      fault(
        'a second delivery channel',
        { 'extension[3]': { url: DELIVERY_CHANNEL, valueCode: 'Video' } },
        'profile CareConnect-Appointment-1:extension:deliveryChannel extension',
      ),
      fault(
        'a delivery channel as Coding',
        { 'extension[0]': { url: DELIVERY_CHANNEL, valueCoding: { code: 'Video' } } },
        'profile Extension-CareConnect-DeliveryChannel-1:value[x] extension[0].valueCoding',
      ),
      fault(
        'a cancellation reason as concept',
        { 'extension[3]': { url: CANCELLATION_REASON, valueCodeableConcept: { text: 'x' } } },
        'profile Extension-CareConnect-AppointmentCancellationReason-1:value[x] extension[3].valueCodeableConcept',
      ),
      fault(
        'a cancellation reason of parts',
        { 'extension[3]': { url: CANCELLATION_REASON, extension: [{ url: 'a', valueCode: 'b' }] } },
        'profile Extension-CareConnect-AppointmentCancellationReason-1:value[x] extension[3].value[x]',
      ),
      fault(
        'the profile of another type claimed',
        { 'meta.profile[1]': `${PROFILE}/CareConnect-Patient-1` },
        'profile CareConnect-Patient-1:type meta.profile[1]',
      ),
      // The booking pages
      fault('a status arrived', { status: 'arrived' }, 'booking booking:status status'),
      fault('a status cancelled', { status: 'cancelled' }, 'booking booking:status status'),
      fault('no description', { description: ABSENT }, 'booking booking:description description'),
      fault('two slots', { 'slot[1]': { reference: 'Slot/other' } }, 'booking booking:slot slot'),
      fault(
        'two referrals',
        { 'incomingReferral[1]': { reference: 'ReferralRequest/r2' } },
        'booking booking:incoming-referral incomingReferral',
      ),
      fault(
        'a Patient of the server among participants',
        { 'participant[0].actor.reference': 'Patient/p1' },
        'booking booking:participant participant',
      ),
      fault('no slot', { slot: ABSENT }, 'invariant dom-3 contained[2]', 'booking booking:slot slot'),
      // Contained
      fault('a contained text', { 'contained[9]': 'Slot' }, 'base stu3:type contained[9]'),
      fault(
        'a contained resource of R4',
        { 'contained[9]': { resourceType: 'ServiceRequest', id: 's' } },
        'base stu3:resource-type contained[9].resourceType',
        'invariant dom-3 contained[9]',
      ),
      fault(
        'contained resources without array',
        { contained: { resourceType: 'Basic', id: 'x' }, 'extension[2].valueReference.reference': '#x' },
        'base stu3:array contained',
        'invariant ref-1 extension[1].valueReference',
        'invariant ref-1 supportingInformation[0]',
        'invariant ref-1 slot[0]',
        'invariant ref-1 participant[0].actor',
        'invariant ref-1 participant[1].actor',
        'invariant ref-1 participant[2].actor',
        'invariant ref-1 participant[3].actor',
      ),
      fault(
        'a contained resource that nothing leads to',
        { 'contained[9]': { resourceType: 'Location', id: 'attic', name: 'Attic' } },
        'invariant dom-3 contained[9]',
      ),
    ],
  },
  {
    of: 'Appointment, as response',
    good: aFullBookedAppointment,
    as: 'response',
    within: '',
    faults: [
      fault('no id', { id: ABSENT }, 'booking booking:id id'),
      fault('an id that is none', { id: 'a_17' }, 'base stu3:id id'),
      fault('an id that is too long', { id: 'a'.repeat(65) }, 'base stu3:id id'),
      fault('no version', { 'meta.versionId': ABSENT }, 'booking booking:version meta.versionId'),
      fault('a version that is a number', { 'meta.versionId': 1 }, 'base stu3:id meta.versionId'),
      fault(
        'a change without zone',
        { 'meta.lastUpdated': '2031-05-05T18:41:08' },
        'base stu3:instant meta.lastUpdated',
      ),
      fault('a status noshow', { status: 'noshow' }, 'booking booking:status status'),
    ],
  },
  {
    of: 'Appointment, as cancellation',
    good: aFullCancellation,
    as: 'cancel',
    within: '',
    faults: [
      fault('a status booked', { status: 'booked' }, 'booking booking:status status'),
      fault('a status of another spelling', { status: 'canceled' }, 'base stu3:binding status'),
      fault(
        'a reason without words',
        { 'extension[3].valueString': '' },
        'base stu3:string extension[3].valueString',
      ),
      fault('no id', { id: ABSENT }, 'booking booking:id id'),
    ],
  },
  {
    of: 'Patient, contained in a booking',
    good: aFullBooking,
    as: 'request',
    within: 'contained[1]',
    faults: [
      fault(
        'no resourceType',
        { resourceType: ABSENT },
        'base stu3:resource-type resourceType',
        'booking booking:contained-patient /Appointment.contained',
      ),
      fault(
        'no id',
        { id: ABSENT },
        'invariant dom-3 .',
        'invariant ref-1 /Appointment.participant[0].actor',
        'invariant ref-1 /Appointment.contained[0].subject',
        'invariant ref-1 /Appointment.contained[0].context.sourcePatientInfo',
        'booking booking:participant /Appointment.participant',
      ),
      fault(
        'an element of DSTU2, careProvider',
        { careProvider: [{ reference: 'Practitioner/1' }] },
        'base stu3:unknown-element careProvider',
      ),
      fault(
        'a birthdate in another case',
        { birthdate: '1988-02-29' },
        'base stu3:unknown-element birthdate',
      ),
      fault('a birth date with time', { birthDate: '1988-02-29T04:05:06Z' }, 'base stu3:date birthDate'),
      fault(
        'a birth date on 29 February of no leap year',
        { birthDate: '1900-02-29' },
        'base stu3:date birthDate',
      ),
      fault('a birth date on 31 April', { birthDate: '1988-04-31' }, 'base stu3:date birthDate'),
      fault(
        'a birth date with one digit for the month',
        { birthDate: '1988-2-29' },
        'base stu3:date birthDate',
      ),
      fault('a birth date that is a number', { birthDate: 1988 }, 'base stu3:date birthDate'),
      fault('a gender of one letter', { gender: 'f' }, 'base stu3:binding gender'),
      fault('active as text', { active: 'true' }, 'base stu3:boolean active'),
      fault('deceased twice', { deceasedDateTime: '2031' }, 'base stu3:choice deceased[x]'),
      fault(
        'deceased twice, once by an extension only',
        { _deceasedDateTime: { extension: [{ url: 'urn:x', valueCode: 'a' }] } },
        'base stu3:choice deceased[x]',
      ),
      fault(
        'deceased by a type that is no choice',
        { deceasedBoolean: ABSENT, deceasedString: 'yes' },
        'base stu3:unknown-element deceasedString',
      ),
      fault('deceased without type', { deceased: true }, 'base stu3:unknown-element deceased'),
      fault(
        'a multiple birth of a half',
        { multipleBirthInteger: 1.5 },
        'base stu3:integer multipleBirthInteger',
      ),
      fault(
        'given names without array',
        { 'name[0].given': 'Zoë', 'name[0]._given': ABSENT },
        'base stu3:array name[0].given',
      ),
      fault(
        'a family name in an array, as in DSTU2',
        { 'name[0].family': ['Hughes'] },
        'base stu3:single name[0].family',
      ),
      fault(
        'a given name that is null',
        { 'name[0].given': ['Zoë', null] },
        'base stu3:null name[0].given[1]',
        'base stu3:null name[0]._given[1]',
      ),
      fault(
        'more beside the given names than there are',
        { 'name[0].given': ['Zoë', 'Anne', 'Mary'] },
        'base stu3:padding name[0]._given',
      ),
      fault(
        'a given name that is empty',
        { 'name[0].given': ['Zoë', ''] },
        'base stu3:string name[0].given[1]',
      ),
      fault(
        'given names of which there is only an id',
        { 'name[0].given': ABSENT, 'name[0]._given': [{ id: 'a' }] },
        'base stu3:ele-1 name[0]._given[0]',
      ),
      fault(
        'a use of a name that is none',
        { 'contact[0].name.use': 'legal' },
        'base stu3:binding contact[0].name.use',
      ),
      fault(
        'a system of a phone that is none',
        { 'telecom[1].system': 'mobile' },
        'base stu3:binding telecom[1].system',
      ),
      fault('a rank of zero', { 'telecom[0].rank': 0 }, 'base stu3:positiveInt telecom[0].rank'),
      fault('a use billing of R4', { 'address[0].use': 'billing' }, 'base stu3:binding address[0].use'),
      fault(
        'lines of an address without array',
        { 'address[0].line': '7 Example Row' },
        'base stu3:array address[0].line',
      ),
      fault(
        'a use old of R4 in an identifier',
        { 'identifier[0].use': 'old' },
        'base stu3:binding identifier[0].use',
      ),
      fault('a link without type', { 'link[0].type': ABSENT }, 'base stu3:min link[0].type'),
      fault('a link of a type that is none', { 'link[0].type': 'replace' }, 'base stu3:binding link[0].type'),
      fault(
        'a link to a Practitioner',
        { 'link[0].other.reference': 'Practitioner/1' },
        'base stu3:reference-target link[0].other.reference',
      ),
      fault(
        'a general practitioner who is a PractitionerRole, as in R4',
        { 'generalPractitioner[0].reference': '#role' },
        'base stu3:reference-target generalPractitioner[0].reference',
      ),
      fault('a photo that is no base64', { 'photo[0].data': 'AAA' }, 'base stu3:base64Binary photo[0].data'),
      fault('a size that is negative', { 'photo[0].size': -1 }, 'base stu3:unsignedInt photo[0].size'),
      fault('a photo of unknown type', { 'photo[0].contentType': ABSENT }, 'invariant att-1 photo[0]'),
      fault(
        'a contact whom nothing is known of',
        { 'contact[0]': { gender: 'male' } },
        'invariant pat-1 contact[0]',
        'profile CareConnect-Patient-1:contact.name contact[0].name',
      ),
      fault('a narrative', { text: aNarrative('A patient') }, 'invariant dom-1 text'),
      fault(
        'a contained resource',
        { contained: [{ resourceType: 'Basic', id: 'b', code: { text: 'x' } }] },
        'invariant dom-2 contained',
      ),
      fault('a version', { meta: { versionId: '3' } }, 'invariant dom-4 meta.versionId'),
      fault(
        'a time of change',
        { meta: { lastUpdated: '2031-05-05T18:41:08Z' } },
        'invariant dom-4 meta.lastUpdated',
      ),
      fault(
        'a dangling reference',
        { 'managingOrganization.reference': '#hospital' },
        'invariant ref-1 managingOrganization',
      ),
      fault(
        'a period of a name upside down',
        { 'name[0].period': { start: '2031', end: '2030' } },
        'invariant per-1 name[0].period',
      ),
      fault(
        'a phone without system',
        { 'telecom[0].system': ABSENT },
        'invariant cpt-2 telecom[0]',
        'profile CareConnect-Patient-1:telecom.system telecom[0].system',
      ),
      fault(
        'a phone without number',
        { 'telecom[0].value': ABSENT },
        'profile CareConnect-Patient-1:telecom.value telecom[0].value',
      ),
      fault(
        'no official name',
        { 'name[0].use': 'usual' },
        'profile CareConnect-Patient-1:name:official name',
      ),
      fault(
        'a name without use',
        { 'name[0].use': ABSENT },
        'profile CareConnect-Patient-1:name:official name',
      ),
      fault(
        'two official names',
        { 'name[1]': { use: 'official', family: 'Second' } },
        'profile CareConnect-Patient-1:name:official name',
      ),
      fault(
        'no family name',
        { 'name[0].family': ABSENT, 'name[0]._family': ABSENT },
        'profile CareConnect-Patient-1:name:official.family name[0].family',
      ),
      fault(
        'two NHS numbers',
        {
          'identifier[1]': {
            system: 'https://fhir.nhs.uk/Id/nhs-number',
            value: '9476719931',
            extension: [
              {
                url: `${PROFILE}/Extension-CareConnect-NHSNumberVerificationStatus-1`,
                valueCodeableConcept: {
                  coding: [
                    {
                      system:
                        'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1',
                      code: '01',
                    },
                  ],
                },
              },
            ],
          },
        },
        'profile CareConnect-Patient-1:identifier:nhsNumber identifier',
      ),
      fault(
        'an NHS number that nobody verified',
        { 'identifier[0].extension': ABSENT },
        'profile CareConnect-Patient-1:identifier:nhsNumber.extension:nhsNumberVerificationStatus identifier[0].extension',
      ),
      fault(
        'a verification status in words only',
        { 'identifier[0].extension[0].valueCodeableConcept': { text: 'verified' } },
        'profile Extension-CareConnect-NHSNumberVerificationStatus-1:value[x] identifier[0].extension[0].valueCodeableConcept',
      ),
      fault(
        'a verification status as Coding',
        {
          'identifier[0].extension[0].valueCodeableConcept': ABSENT,
          'identifier[0].extension[0].valueCoding': {
            system: 'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1',
            code: '01',
          },
        },
        'profile Extension-CareConnect-NHSNumberVerificationStatus-1:value[x] identifier[0].extension[0].valueCoding',
      ),
      fault(
        'an ethnic category that is none',
        { 'extension[0].valueCodeableConcept.coding[0].code': 'Q' },
        'profile Extension-CareConnect-EthnicCategory-1:value[x] extension[0].valueCodeableConcept',
      ),
      fault(
        'a part of an extension missing',
        { 'extension[1].extension[0]': ABSENT },
        'profile Extension-CareConnect-DeathNotificationStatus-1:extension:deathNotificationStatus extension[1].extension',
      ),
      fault(
        'a marital status that is none',
        { 'maritalStatus.coding[0].code': 'X' },
        'profile CareConnect-Patient-1:maritalStatus maritalStatus',
      ),
      fault(
        'a marital status without display',
        { 'maritalStatus.coding[0].display': ABSENT },
        'profile CareConnect-Patient-1:maritalStatus.coding.display maritalStatus.coding[0].display',
      ),
      fault(
        'a language of communication',
        { communication: [{ language: { text: 'Welsh' } }] },
        'profile CareConnect-Patient-1:communication communication',
      ),
      fault(
        'an animal',
        { animal: { species: { text: 'Dog' } } },
        'profile CareConnect-Patient-1:animal animal',
      ),
      fault(
        'a contact whose name has no use',
        { 'contact[0].name.use': ABSENT },
        'profile CareConnect-Patient-1:contact.name.use contact[0].name.use',
      ),
      fault(
        'an NHS number with spaces',
        { 'identifier[0].value': '999 054 8609' },
        'booking booking:patient.nhs-number identifier[0].value',
      ),
      fault(
        'an NHS number of nine digits',
        { 'identifier[0].value': '999054860' },
        'booking booking:patient.nhs-number identifier[0].value',
      ),
      fault('no gender', { gender: ABSENT }, 'booking booking:patient.gender gender'),
      fault('no address', { address: ABSENT }, 'booking booking:patient.address address'),
    ],
  },
  {
    of: 'DocumentReference, contained in a booking',
    good: aFullBooking,
    as: 'request',
    within: 'contained[0]',
    faults: [
      fault('no status', { status: ABSENT }, 'base stu3:min status'),
      fault('no content', { content: ABSENT }, 'base stu3:min content'),
      fault(
        'content without attachment',
        { 'content[0].attachment': ABSENT },
        'base stu3:min content[0].attachment',
      ),
      fault(
        'an R4 date for indexed',
        { indexed: ABSENT, date: '2031-05-05T18:40:00Z' },
        'base stu3:unknown-element date',
        'base stu3:min indexed',
      ),
      fault(
        'an R4 category for class',
        { class: ABSENT, category: [{ text: 'x' }] },
        'base stu3:unknown-element category',
      ),
      fault('indexed on a day', { indexed: '2031-05-05' }, 'base stu3:instant indexed'),
      fault(
        'a status of a document for that of its reference',
        { status: 'final' },
        'base stu3:binding status',
      ),
      fault('a docStatus that is none', { docStatus: 'done' }, 'base stu3:binding docStatus'),
      fault(
        'a relation without target',
        { 'relatesTo[0].target': ABSENT },
        'base stu3:min relatesTo[0].target',
      ),
      fault(
        'a relation to a Binary',
        { 'relatesTo[0].target.reference': 'Binary/1' },
        'base stu3:reference-target relatesTo[0].target.reference',
      ),
      fault(
        'a subject that is the contained Slot',
        { 'subject.reference': '#slot' },
        'base stu3:reference-target subject.reference',
      ),
      fault(
        'an author that is a Location',
        { 'author[1].reference': 'Location/1' },
        'base stu3:reference-target author[1].reference',
      ),
      fault(
        'an encounter of R4, in an array',
        { 'context.encounter': [{ reference: 'Encounter/e1' }] },
        'base stu3:single context.encounter',
      ),
      fault(
        'a format that is a concept',
        { 'content[0].format': { coding: [{ code: 'x' }] } },
        'base stu3:unknown-element content[0].format.coding',
      ),
      fault(
        'a hash that is hexadecimal',
        { 'content[0].attachment.hash': '0a0b0c0d0' },
        'base stu3:base64Binary content[0].attachment.hash',
      ),
      fault(
        'an identifier without value',
        { 'identifier[0].value': ABSENT },
        'profile CareConnect-DocumentReference-1:identifier.value identifier[0].value',
      ),
      fault(
        'a master identifier without system',
        { 'masterIdentifier.system': ABSENT },
        'profile CareConnect-DocumentReference-1:masterIdentifier.system masterIdentifier.system',
      ),
      fault(
        'a type without code',
        { 'type.coding[0].code': ABSENT },
        'profile CareConnect-DocumentReference-1:type.coding.code type.coding[0].code',
      ),
      fault(
        'a type with a version',
        { 'type.coding[0].version': '1' },
        'profile CareConnect-DocumentReference-1:type.coding.version type.coding[0].version',
      ),
      fault(
        'a document that was made in error',
        { status: 'entered-in-error' },
        'booking booking:document.status status',
      ),
      fault(
        'a language that is not English',
        { 'content[0].attachment.language': 'cy-GB' },
        'booking booking:document.language content[0].attachment.language',
      ),
      fault(
        'an attachment without language',
        { 'content[1].attachment.language': ABSENT },
        'booking booking:document.language content[1].attachment.language',
      ),
      fault(
        'a type of another system',
        { 'type.coding[0].system': 'http://loinc.org' },
        'booking booking:document.type type.coding[0].system',
      ),
    ],
  },
  {
    of: 'Slot, contained in a booking',
    good: aFullBooking,
    as: 'request',
    within: 'contained[2]',
    faults: [
      fault('no status', { status: ABSENT }, 'base stu3:min status'),
      fault('no end', { end: ABSENT }, 'base stu3:min end'),
      fault(
        'no schedule',
        { schedule: ABSENT },
        'base stu3:min schedule',
        'invariant dom-3 /Appointment.contained[3]',
      ),
      fault(
        'a schedule that is a HealthcareService',
        { 'schedule.reference': '#clinic' },
        'base stu3:reference-target schedule.reference',
        'invariant dom-3 /Appointment.contained[3]',
      ),
      fault('a start of the day only', { start: '2031-05-06' }, 'base stu3:instant start'),
      fault('overbooked as text', { overbooked: 'no' }, 'base stu3:boolean overbooked'),
      fault(
        'an appointment type of R4 in an array',
        { appointmentType: [{ text: 'x' }] },
        'base stu3:single appointmentType',
      ),
      fault(
        'a Slot that has two identifiers',
        { 'identifier[1]': { system: 'urn:x', value: '1' } },
        'profile CareConnect-Slot-1:identifier identifier',
      ),
      fault('no identifier', { identifier: ABSENT }, 'profile CareConnect-Slot-1:identifier identifier'),
      fault(
        'a Slot that is not offered',
        { status: 'busy-unavailable' },
        'booking booking:slot.status status',
      ),
    ],
  },
  {
    of: 'Schedule, contained in a booking',
    good: aFullBooking,
    as: 'request',
    within: 'contained[3]',
    faults: [
      fault('no actor', { actor: ABSENT }, 'base stu3:min actor'),
      fault(
        'an actor that is an Organization',
        { 'actor[0].reference': '#surgery' },
        'base stu3:reference-target actor[0].reference',
      ),
      fault('an actor without array', { actor: { reference: 'Location/1' } }, 'base stu3:array actor'),
      fault(
        'a planning horizon upside down',
        { 'planningHorizon.end': '2030' },
        'invariant per-1 planningHorizon',
      ),
      fault('no identifier', { identifier: ABSENT }, 'profile CareConnect-Schedule-1:identifier identifier'),
    ],
  },
];
