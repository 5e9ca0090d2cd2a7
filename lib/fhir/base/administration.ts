/**
 * Who is seen, by whom and where: http://hl7.org/fhir/STU3/patient.html, practitioner.html and so on.
 * Facts of FHIR STU3 (3.0.2); how to read the rows: see `table.ts`.
 */
export const ADMINISTRATION = `
Patient : DomainResource
  identifier               0..*  Identifier
  active                   0..1  boolean
  name                     0..*  HumanName
  telecom                  0..*  ContactPoint
  gender                   0..1  code =administrative-gender
  birthDate                0..1  date
  deceased[x]              0..1  boolean,dateTime
  address                  0..*  Address
  maritalStatus            0..1  CodeableConcept
  multipleBirth[x]         0..1  boolean,integer
  photo                    0..*  Attachment
  contact                  0..*  BackboneElement
  contact.relationship     0..*  CodeableConcept
  contact.name             0..1  HumanName
  contact.telecom          0..*  ContactPoint
  contact.address          0..1  Address
  contact.gender           0..1  code =administrative-gender
  contact.organization     0..1  Reference(Organization)
  contact.period           0..1  Period
  animal                   0..1  BackboneElement
  animal.species           1..1  CodeableConcept
  animal.breed             0..1  CodeableConcept
  animal.genderStatus      0..1  CodeableConcept
  communication            0..*  BackboneElement
  communication.language   1..1  CodeableConcept
  communication.preferred  0..1  boolean
  generalPractitioner      0..*  Reference(Organization|Practitioner)
  managingOrganization     0..1  Reference(Organization)
  link                     0..*  BackboneElement
  link.other               1..1  Reference(Patient|RelatedPerson)
  link.type                1..1  code =link-type

Practitioner : DomainResource
  identifier                0..*  Identifier
  active                    0..1  boolean
  name                      0..*  HumanName
  telecom                   0..*  ContactPoint
  address                   0..*  Address
  gender                    0..1  code =administrative-gender
  birthDate                 0..1  date
  photo                     0..*  Attachment
  qualification             0..*  BackboneElement
  qualification.identifier  0..*  Identifier
  qualification.code        1..1  CodeableConcept
  qualification.period      0..1  Period
  qualification.issuer      0..1  Reference(Organization)
  communication             0..*  CodeableConcept

PractitionerRole : DomainResource
  identifier                        0..*  Identifier
  active                            0..1  boolean
  period                            0..1  Period
  practitioner                      0..1  Reference(Practitioner)
  organization                      0..1  Reference(Organization)
  code                              0..*  CodeableConcept
  specialty                         0..*  CodeableConcept
  location                          0..*  Reference(Location)
  healthcareService                 0..*  Reference(HealthcareService)
  telecom                           0..*  ContactPoint
  availableTime                     0..*  BackboneElement
  availableTime.daysOfWeek          0..*  code =days-of-week
  availableTime.allDay              0..1  boolean
  availableTime.availableStartTime  0..1  time
  availableTime.availableEndTime    0..1  time
  notAvailable                      0..*  BackboneElement
  notAvailable.description          1..1  string
  notAvailable.during               0..1  Period
  availabilityExceptions            0..1  string
  endpoint                          0..*  Reference(Endpoint)

Organization : DomainResource
  identifier       0..*  Identifier
  active           0..1  boolean
  type             0..*  CodeableConcept
  name             0..1  string
  alias            0..*  string
  telecom          0..*  ContactPoint
  address          0..*  Address
  partOf           0..1  Reference(Organization)
  contact          0..*  BackboneElement
  contact.purpose  0..1  CodeableConcept
  contact.name     0..1  HumanName
  contact.telecom  0..*  ContactPoint
  contact.address  0..1  Address
  endpoint         0..*  Reference(Endpoint)

Location : DomainResource
  identifier            0..*  Identifier
  status                0..1  code =location-status
  operationalStatus     0..1  Coding
  name                  0..1  string
  alias                 0..*  string
  description           0..1  string
  mode                  0..1  code =location-mode
  type                  0..1  CodeableConcept
  telecom               0..*  ContactPoint
  address               0..1  Address
  physicalType          0..1  CodeableConcept
  position              0..1  BackboneElement
  position.longitude    1..1  decimal
  position.latitude     1..1  decimal
  position.altitude     0..1  decimal
  managingOrganization  0..1  Reference(Organization)
  partOf                0..1  Reference(Location)
  endpoint              0..*  Reference(Endpoint)

HealthcareService : DomainResource
  identifier                        0..*  Identifier
  active                            0..1  boolean
  providedBy                        0..1  Reference(Organization)
  category                          0..1  CodeableConcept
  type                              0..*  CodeableConcept
  specialty                         0..*  CodeableConcept
  location                          0..*  Reference(Location)
  name                              0..1  string
  comment                           0..1  string
  extraDetails                      0..1  string
  photo                             0..1  Attachment
  telecom                           0..*  ContactPoint
  coverageArea                      0..*  Reference(Location)
  serviceProvisionCode              0..*  CodeableConcept
  eligibility                       0..1  CodeableConcept
  eligibilityNote                   0..1  string
  programName                       0..*  string
  characteristic                    0..*  CodeableConcept
  referralMethod                    0..*  CodeableConcept
  appointmentRequired               0..1  boolean
  availableTime                     0..*  BackboneElement
  availableTime.daysOfWeek          0..*  code =days-of-week
  availableTime.allDay              0..1  boolean
  availableTime.availableStartTime  0..1  time
  availableTime.availableEndTime    0..1  time
  notAvailable                      0..*  BackboneElement
  notAvailable.description          1..1  string
  notAvailable.during               0..1  Period
  availabilityExceptions            0..1  string
  endpoint                          0..*  Reference(Endpoint)
`;
