/**
 * The abstract types and the data types: http://hl7.org/fhir/STU3/datatypes.html.
 * Facts of FHIR STU3 (3.0.2); how to read the rows: see `table.ts`.
 */
export const DATATYPES = `
Element
  id         0..1  string
  extension  0..*  Extension

BackboneElement : Element
  modifierExtension  0..*  Extension

Resource
  id             0..1  id
  meta           0..1  Meta
  implicitRules  0..1  uri
  language       0..1  code

DomainResource : Resource
  text               0..1  Narrative
  contained          0..*  Resource
  extension          0..*  Extension
  modifierExtension  0..*  Extension

Address : Element
  use         0..1  code =address-use
  type        0..1  code =address-type
  text        0..1  string
  line        0..*  string
  city        0..1  string
  district    0..1  string
  state       0..1  string
  postalCode  0..1  string
  country     0..1  string
  period      0..1  Period

Annotation : Element
  author[x]  0..1  Reference(Practitioner|Patient|RelatedPerson),string
  time       0..1  dateTime
  text       1..1  string

Attachment : Element
  contentType  0..1  code
  language     0..1  code
  data         0..1  base64Binary
  url          0..1  uri
  size         0..1  unsignedInt
  hash         0..1  base64Binary
  title        0..1  string
  creation     0..1  dateTime

CodeableConcept : Element
  coding  0..*  Coding
  text    0..1  string

Coding : Element
  system        0..1  uri
  version       0..1  string
  code          0..1  code
  display       0..1  string
  userSelected  0..1  boolean

ContactDetail : Element
  name     0..1  string
  telecom  0..*  ContactPoint

ContactPoint : Element
  system  0..1  code =contact-point-system
  value   0..1  string
  use     0..1  code =contact-point-use
  rank    0..1  positiveInt
  period  0..1  Period

HumanName : Element
  use     0..1  code =name-use
  text    0..1  string
  family  0..1  string
  given   0..*  string
  prefix  0..*  string
  suffix  0..*  string
  period  0..1  Period

Identifier : Element
  use       0..1  code =identifier-use
  type      0..1  CodeableConcept
  system    0..1  uri
  value     0..1  string
  period    0..1  Period
  assigner  0..1  Reference(Organization)

Meta : Element
  versionId    0..1  id
  lastUpdated  0..1  instant
  profile      0..*  uri
  security     0..*  Coding
  tag          0..*  Coding

Narrative : Element
  status  1..1  code =narrative-status
  div     1..1  xhtml

Period : Element
  start  0..1  dateTime
  end    0..1  dateTime

Quantity : Element
  value       0..1  decimal
  comparator  0..1  code =quantity-comparator
  unit        0..1  string
  system      0..1  uri
  code        0..1  code

Age : Quantity

Count : Quantity

Distance : Quantity

Duration : Quantity

Money : Quantity

Range : Element
  low   0..1  Quantity
  high  0..1  Quantity

Ratio : Element
  numerator    0..1  Quantity
  denominator  0..1  Quantity

Reference : Element
  reference   0..1  string
  identifier  0..1  Identifier
  display     0..1  string

SampledData : Element
  origin      1..1  Quantity
  period      1..1  decimal
  factor      0..1  decimal
  lowerLimit  0..1  decimal
  upperLimit  0..1  decimal
  dimensions  1..1  positiveInt
  data        1..1  string

Signature : Element
  type           1..*  Coding
  when           1..1  instant
  who[x]         1..1  uri,Reference(Practitioner|RelatedPerson|Patient|Device|Organization)
  onBehalfOf[x]  0..1  uri,Reference(Practitioner|RelatedPerson|Patient|Device|Organization)
  contentType    0..1  code
  blob           0..1  base64Binary

Timing : Element
  event                0..*  dateTime
  repeat               0..1  Element
  repeat.bounds[x]     0..1  Duration,Range,Period
  repeat.count         0..1  integer
  repeat.countMax      0..1  integer
  repeat.duration      0..1  decimal
  repeat.durationMax   0..1  decimal
  repeat.durationUnit  0..1  code =units-of-time
  repeat.frequency     0..1  integer
  repeat.frequencyMax  0..1  integer
  repeat.period        0..1  decimal
  repeat.periodMax     0..1  decimal
  repeat.periodUnit    0..1  code =units-of-time
  repeat.dayOfWeek     0..*  code =days-of-week
  repeat.timeOfDay     0..*  time
  repeat.when          0..*  code =event-timing
  repeat.offset        0..1  unsignedInt
  code                 0..1  CodeableConcept

UsageContext : Element
  code      1..1  Coding
  value[x]  1..1  CodeableConcept,Quantity,Range

Extension : Element
  url       1..1  uri
  value[x]  0..1  *
`;
