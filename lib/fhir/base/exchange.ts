/**
 * The resources of the exchange itself: http://hl7.org/fhir/STU3/operationoutcome.html and so on.
 * Facts of FHIR STU3 (3.0.2); how to read the rows: see `table.ts`.
 */
export const EXCHANGE = `
OperationOutcome : DomainResource
  issue              1..*  BackboneElement
  issue.severity     1..1  code =issue-severity
  issue.code         1..1  code =issue-type
  issue.details      0..1  CodeableConcept
  issue.diagnostics  0..1  string
  issue.location     0..*  string
  issue.expression   0..*  string

CapabilityStatement : DomainResource
  url                                      0..1  uri
  version                                  0..1  string
  name                                     0..1  string
  title                                    0..1  string
  status                                   1..1  code =publication-status
  experimental                             0..1  boolean
  date                                     1..1  dateTime
  publisher                                0..1  string
  contact                                  0..*  ContactDetail
  description                              0..1  markdown
  useContext                               0..*  UsageContext
  jurisdiction                             0..*  CodeableConcept
  purpose                                  0..1  markdown
  copyright                                0..1  markdown
  kind                                     1..1  code =capability-statement-kind
  instantiates                             0..*  uri
  software                                 0..1  BackboneElement
  software.name                            1..1  string
  software.version                         0..1  string
  software.releaseDate                     0..1  dateTime
  implementation                           0..1  BackboneElement
  implementation.description               1..1  string
  implementation.url                       0..1  uri
  fhirVersion                              1..1  id
  acceptUnknown                            1..1  code =unknown-content-code
  format                                   1..*  code
  patchFormat                              0..*  code
  implementationGuide                      0..*  uri
  profile                                  0..*  Reference(StructureDefinition)
  rest                                     0..*  BackboneElement
  rest.mode                                1..1  code =restful-capability-mode
  rest.documentation                       0..1  string
  rest.security                            0..1  BackboneElement
  rest.security.cors                       0..1  boolean
  rest.security.service                    0..*  CodeableConcept
  rest.security.description                0..1  string
  rest.security.certificate                0..*  BackboneElement
  rest.security.certificate.type           0..1  code
  rest.security.certificate.blob           0..1  base64Binary
  rest.resource                            0..*  BackboneElement
  rest.resource.type                       1..1  code =resource-types
  rest.resource.profile                    0..1  Reference(StructureDefinition)
  rest.resource.documentation              0..1  markdown
  rest.resource.interaction                1..*  BackboneElement
  rest.resource.interaction.code           1..1  code =type-restful-interaction
  rest.resource.interaction.documentation  0..1  string
  rest.resource.versioning                 0..1  code =versioning-policy
  rest.resource.readHistory                0..1  boolean
  rest.resource.updateCreate               0..1  boolean
  rest.resource.conditionalCreate          0..1  boolean
  rest.resource.conditionalRead            0..1  code =conditional-read-status
  rest.resource.conditionalUpdate          0..1  boolean
  rest.resource.conditionalDelete          0..1  code =conditional-delete-status
  rest.resource.referencePolicy            0..*  code =reference-handling-policy
  rest.resource.searchInclude              0..*  string
  rest.resource.searchRevInclude           0..*  string
  rest.resource.searchParam                0..*  BackboneElement
  rest.resource.searchParam.name           1..1  string
  rest.resource.searchParam.definition     0..1  uri
  rest.resource.searchParam.type           1..1  code =search-param-type
  rest.resource.searchParam.documentation  0..1  string
  rest.interaction                         0..*  BackboneElement
  rest.interaction.code                    1..1  code =system-restful-interaction
  rest.interaction.documentation           0..1  string
  rest.searchParam                         0..*  @CapabilityStatement.rest.resource.searchParam
  rest.operation                           0..*  BackboneElement
  rest.operation.name                      1..1  string
  rest.operation.definition                1..1  Reference(OperationDefinition)
  rest.compartment                         0..*  uri
  messaging                                0..*  BackboneElement
  messaging.endpoint                       0..*  BackboneElement
  messaging.endpoint.protocol              1..1  Coding
  messaging.endpoint.address               1..1  uri
  messaging.reliableCache                  0..1  unsignedInt
  messaging.documentation                  0..1  string
  messaging.supportedMessage               0..*  BackboneElement
  messaging.supportedMessage.mode          1..1  code =event-capability-mode
  messaging.supportedMessage.definition    1..1  Reference(MessageDefinition)
  messaging.event                          0..*  BackboneElement
  messaging.event.code                     1..1  Coding
  messaging.event.category                 0..1  code =message-significance-category
  messaging.event.mode                     1..1  code =event-capability-mode
  messaging.event.focus                    1..1  code =resource-types
  messaging.event.request                  1..1  Reference(StructureDefinition)
  messaging.event.response                 1..1  Reference(StructureDefinition)
  messaging.event.documentation            0..1  string
  document                                 0..*  BackboneElement
  document.mode                            1..1  code =document-mode
  document.documentation                   0..1  string
  document.profile                         1..1  Reference(StructureDefinition)

Bundle : Resource
  identifier                     0..1  Identifier
  type                           1..1  code =bundle-type
  total                          0..1  unsignedInt
  link                           0..*  BackboneElement
  link.relation                  1..1  string
  link.url                       1..1  uri
  entry                          0..*  BackboneElement
  entry.link                     0..*  @Bundle.link
  entry.fullUrl                  0..1  uri
  entry.resource                 0..1  Resource
  entry.search                   0..1  BackboneElement
  entry.search.mode              0..1  code =search-entry-mode
  entry.search.score             0..1  decimal
  entry.request                  0..1  BackboneElement
  entry.request.method           1..1  code =http-verb
  entry.request.url              1..1  uri
  entry.request.ifNoneMatch      0..1  string
  entry.request.ifModifiedSince  0..1  instant
  entry.request.ifMatch          0..1  string
  entry.request.ifNoneExist      0..1  string
  entry.response                 0..1  BackboneElement
  entry.response.status          1..1  string
  entry.response.location        0..1  uri
  entry.response.etag            0..1  string
  entry.response.lastModified    0..1  instant
  entry.response.outcome         0..1  Resource
  signature                      0..1  Signature

TestReport : DomainResource
  identifier                      0..1  Identifier
  name                            0..1  string
  status                          1..1  code =report-status-codes
  testScript                      1..1  Reference(TestScript)
  result                          1..1  code =report-result-codes
  score                           0..1  decimal
  tester                          0..1  string
  issued                          0..1  dateTime
  participant                     0..*  BackboneElement
  participant.type                1..1  code =report-participant-type
  participant.uri                 1..1  uri
  participant.display             0..1  string
  setup                           0..1  BackboneElement
  setup.action                    1..*  BackboneElement
  setup.action.operation          0..1  BackboneElement
  setup.action.operation.result   1..1  code =report-action-result-codes
  setup.action.operation.message  0..1  markdown
  setup.action.operation.detail   0..1  uri
  setup.action.assert             0..1  BackboneElement
  setup.action.assert.result      1..1  code =report-action-result-codes
  setup.action.assert.message     0..1  markdown
  setup.action.assert.detail      0..1  string
  test                            0..*  BackboneElement
  test.name                       0..1  string
  test.description                0..1  string
  test.action                     1..*  BackboneElement
  test.action.operation           0..1  @TestReport.setup.action.operation
  test.action.assert              0..1  @TestReport.setup.action.assert
  teardown                        0..1  BackboneElement
  teardown.action                 1..*  BackboneElement
  teardown.action.operation       1..1  @TestReport.setup.action.operation
`;
