/**
 * What is sent along: http://hl7.org/fhir/STU3/documentreference.html.
 * Facts of FHIR STU3 (3.0.2); how to read the rows: see `table.ts`.
 */
export const DOCUMENTS = `
DocumentReference : DomainResource
  masterIdentifier            0..1  Identifier
  identifier                  0..*  Identifier
  status                      1..1  code =document-reference-status
  docStatus                   0..1  code =composition-status
  type                        1..1  CodeableConcept
  class                       0..1  CodeableConcept
  subject                     0..1  Reference(Patient|Practitioner|Group|Device)
  created                     0..1  dateTime
  indexed                     1..1  instant
  author                      0..*  Reference(Practitioner|Organization|Device|Patient|RelatedPerson)
  authenticator               0..1  Reference(Practitioner|Organization)
  custodian                   0..1  Reference(Organization)
  relatesTo                   0..*  BackboneElement
  relatesTo.code              1..1  code =document-relationship-type
  relatesTo.target            1..1  Reference(DocumentReference)
  description                 0..1  string
  securityLabel               0..*  CodeableConcept
  content                     1..*  BackboneElement
  content.attachment          1..1  Attachment
  content.format              0..1  Coding
  context                     0..1  BackboneElement
  context.encounter           0..1  Reference(Encounter)
  context.event               0..*  CodeableConcept
  context.period              0..1  Period
  context.facilityType        0..1  CodeableConcept
  context.practiceSetting     0..1  CodeableConcept
  context.sourcePatientInfo   0..1  Reference(Patient)
  context.related             0..*  BackboneElement
  context.related.identifier  0..1  Identifier
  context.related.ref         0..1  Reference
`;
