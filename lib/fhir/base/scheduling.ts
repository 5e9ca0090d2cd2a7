/**
 * The resources of scheduling: http://hl7.org/fhir/STU3/appointment.html, slot.html, schedule.html.
 * Facts of FHIR STU3 (3.0.2); how to read the rows: see `table.ts`.
 */
export const SCHEDULING = `
Appointment : DomainResource
  identifier             0..*  Identifier
  status                 1..1  code =appointmentstatus
  serviceCategory        0..1  CodeableConcept
  serviceType            0..*  CodeableConcept
  specialty              0..*  CodeableConcept
  appointmentType        0..1  CodeableConcept
  reason                 0..*  CodeableConcept
  indication             0..*  Reference(Condition|Procedure)
  priority               0..1  unsignedInt
  description            0..1  string
  supportingInformation  0..*  Reference
  start                  0..1  instant
  end                    0..1  instant
  minutesDuration        0..1  positiveInt
  slot                   0..*  Reference(Slot)
  created                0..1  dateTime
  comment                0..1  string
  incomingReferral       0..*  Reference(ReferralRequest)
  participant            1..*  BackboneElement
  participant.type       0..*  CodeableConcept
  participant.actor      0..1  Reference(Patient|Practitioner|RelatedPerson|Device|HealthcareService|Location)
  participant.required   0..1  code =participantrequired
  participant.status     1..1  code =participationstatus
  requestedPeriod        0..*  Period

Slot : DomainResource
  identifier       0..*  Identifier
  serviceCategory  0..1  CodeableConcept
  serviceType      0..*  CodeableConcept
  specialty        0..*  CodeableConcept
  appointmentType  0..1  CodeableConcept
  schedule         1..1  Reference(Schedule)
  status           1..1  code =slotstatus
  start            1..1  instant
  end              1..1  instant
  overbooked       0..1  boolean
  comment          0..1  string

Schedule : DomainResource
  identifier       0..*  Identifier
  active           0..1  boolean
  serviceCategory  0..1  CodeableConcept
  serviceType      0..*  CodeableConcept
  specialty        0..*  CodeableConcept
  actor            1..*  Reference(Patient|Practitioner|PractitionerRole|RelatedPerson|Device|HealthcareService|Location)
  planningHorizon  0..1  Period
  comment          0..1  string
`;
