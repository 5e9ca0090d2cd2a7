import { CARECONNECT } from '../systems';
import type { ProfileLibrary } from './model';
import { parseProfiles, parseValueSets } from './rows';

/**
 * The CareConnect profiles of the booking: Appointment 1.1.0, Patient 1.3.0, DocumentReference 1.1.0, Slot 1.1.0 and the
 * others that a search returns, with their extensions (https://fhir.hl7.org.uk/STU3/StructureDefinition/…).
 *
 * Left out is what asks nothing beyond base STU3: targets of references, which the base table has, and value sets whose
 * codes are those of the base binding (gender, use of a name).
 */
const PROFILES = `
CareConnect-Appointment-1 : Appointment
  extension                                slices=url/open
  extension:deliveryChannel                0..1  is=Extension-CareConnect-DeliveryChannel-1
  extension:appointmentCancellationReason  0..1  is=Extension-CareConnect-AppointmentCancellationReason-1
  extension:bookingOrganisation            0..1  is=Extension-CareConnect-BookingOrganisation-1

CareConnect-Slot-1 : Slot
  extension                  slices=url/open
  extension:deliveryChannel  0..1  is=Extension-CareConnect-DeliveryChannel-1
  identifier                 1..1

CareConnect-Schedule-1 : Schedule
  identifier  1..1

CareConnect-Patient-1 : Patient
  extension                                                       slices=url/open
  extension:ethnicCategory                                  0..1  is=Extension-CareConnect-EthnicCategory-1
  extension:religiousAffiliation                            0..1  is=Extension-CareConnect-ReligiousAffiliation-1
  extension:patient-cadavericDonor                          0..1  is=http://hl7.org/fhir/StructureDefinition/patient-cadavericDonor
  extension:residentialStatus                               0..1  is=Extension-CareConnect-ResidentialStatus-1
  extension:treatmentCategory                               0..1  is=Extension-CareConnect-TreatmentCategory-1
  extension:nhsCommunication                                0..*  is=Extension-CareConnect-NHSCommunication-1
  extension:birthPlace                                      0..1  is=http://hl7.org/fhir/StructureDefinition/birthPlace
  extension:nominatedPharmacy                               0..1  is=Extension-CareConnect-NominatedPharmacy-1
  extension:deathNotificationStatus                         0..1  is=Extension-CareConnect-DeathNotificationStatus-1
  identifier                                                      slices=system/openAtEnd
  identifier:nhsNumber                                      0..1
  identifier:nhsNumber.extension                                  slices=url/open
  identifier:nhsNumber.extension:nhsNumberVerificationStatus  1..1  is=Extension-CareConnect-NHSNumberVerificationStatus-1
  identifier:nhsNumber.system                               1..1  fixed=https://fhir.nhs.uk/Id/nhs-number
  identifier:nhsNumber.value                                1..1
  name                                                            slices=use/openAtEnd
  name:official                                             1..1
  name:official.use                                         1..1  fixed=official
  name:official.family                                      1..1
  birthDate.extension                                             slices=url/open
  birthDate.extension:patient-birthTime                     0..1  is=http://hl7.org/fhir/StructureDefinition/patient-birthTime
  telecom.system                                            1..1
  telecom.value                                             1..1
  maritalStatus                                             0..1  required=CareConnect-MaritalStatus-1
  maritalStatus.coding                                      1..1
  maritalStatus.coding.system                               1..1
  maritalStatus.coding.code                                 1..1
  maritalStatus.coding.display                              1..1
  contact.name                                              1..1
  contact.name.use                                          1..1
  animal                                                    0..0
  communication                                             0..0

CareConnect-DocumentReference-1 : DocumentReference
  masterIdentifier.system  1..1
  masterIdentifier.value   1..1
  identifier.system        1..1
  identifier.value         1..1
  type.coding.system       1..1
  type.coding.version      0..0
  type.coding.code         1..1
  type.coding.display      1..1

CareConnect-HealthcareService-1 : HealthcareService
  identifier  1..1

CareConnect-Location-1 : Location
  identifier                           slices=system/openAtEnd
  identifier:odsSiteCode         0..1
  identifier:odsSiteCode.system  1..1  fixed=https://fhir.nhs.uk/Id/ods-site-code
  identifier:odsSiteCode.value   1..1

CareConnect-Organization-1 : Organization
  extension                                    slices=url/open
  extension:mainLocation                 0..1  is=Extension-CareConnect-MainLocation-1
  extension:organization-period          0..1  is=http://hl7.org/fhir/StructureDefinition/organization-period
  identifier                                   slices=system/openAtEnd
  identifier:odsOrganisationCode         0..1
  identifier:odsOrganisationCode.system  1..1  fixed=https://fhir.nhs.uk/Id/ods-organization-code
  identifier:odsOrganisationCode.value   1..1
  identifier:odsSiteCode                 0..1
  identifier:odsSiteCode.system          1..1  fixed=https://fhir.nhs.uk/Id/ods-site-code
  identifier:odsSiteCode.value           1..1
  contact.name.family                    1..1

CareConnect-Practitioner-1 : Practitioner
  extension                                 slices=url/open
  extension:nhsCommunication          0..*  is=Extension-CareConnect-NHSCommunication-1
  identifier                                slices=system/openAtEnd
  identifier:sdsUserID                0..1
  identifier:sdsUserID.system         1..1  fixed=https://fhir.nhs.uk/Id/sds-user-id
  identifier:sdsUserID.value          1..1
  identifier:sdsRoleProfileID         0..*
  identifier:sdsRoleProfileID.system  1..1  fixed=https://fhir.nhs.uk/Id/sds-role-profile-id
  identifier:sdsRoleProfileID.value   1..1
  communication                       0..0

CareConnect-PractitionerRole-1 : PractitionerRole
  identifier.system                   1..1
  identifier.value                    1..1
  code                                      slices=coding.system/openAtEnd
  code:sdsJobRoleName                 0..1  required=CareConnect-SDSJobRoleName-1
  code:sdsJobRoleName.coding          1..1
  code:sdsJobRoleName.coding.system   1..1  fixed=https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1
  code:sdsJobRoleName.coding.code     1..1
  code:sdsJobRoleName.coding.display  1..1

Extension-CareConnect-NHSNumberVerificationStatus-1 : Extension
  value[x]  1..1  types=CodeableConcept required=CareConnect-NHSNumberVerificationStatus-1

Extension-CareConnect-DeliveryChannel-1 : Extension
  value[x]  0..1  types=code extensible=CareConnect-DeliveryChannel-1

Extension-CareConnect-AppointmentCancellationReason-1 : Extension
  value[x]  1..1  types=string

Extension-CareConnect-BookingOrganisation-1 : Extension
  value[x]  0..1  types=Reference

Extension-CareConnect-EthnicCategory-1 : Extension
  value[x]  1..1  types=CodeableConcept required=CareConnect-EthnicCategory-1

Extension-CareConnect-ReligiousAffiliation-1 : Extension
  value[x]  1..1  types=CodeableConcept required=CareConnect-ReligiousAffiliation-1

Extension-CareConnect-ResidentialStatus-1 : Extension
  value[x]  1..1  types=CodeableConcept required=CareConnect-ResidentialStatus-1

Extension-CareConnect-TreatmentCategory-1 : Extension
  value[x]  0..1  types=CodeableConcept required=CareConnect-TreatmentCategory-1

Extension-CareConnect-NominatedPharmacy-1 : Extension
  value[x]  0..1  types=Reference

Extension-CareConnect-MainLocation-1 : Extension
  value[x]  1..1  types=Reference

Extension-CareConnect-NHSCommunication-1 : Extension
  extension                                          slices=url/open
  extension:language                           1..1
  extension:language.url                       1..1  fixed=language
  extension:language.value[x]                  1..1  types=CodeableConcept required=CareConnect-HumanLanguage-1
  extension:preferred                          0..1
  extension:preferred.url                      1..1  fixed=preferred
  extension:preferred.value[x]                 1..1  types=boolean
  extension:modeOfCommunication                0..*
  extension:modeOfCommunication.url            1..1  fixed=modeOfCommunication
  extension:modeOfCommunication.value[x]       1..1  types=CodeableConcept required=CareConnect-LanguageAbilityMode-1
  extension:communicationProficiency           0..1
  extension:communicationProficiency.url       1..1  fixed=communicationProficiency
  extension:communicationProficiency.value[x]  1..1  types=CodeableConcept required=CareConnect-LanguageAbilityProficiency-1
  extension:interpreterRequired                0..1
  extension:interpreterRequired.url            1..1  fixed=interpreterRequired
  extension:interpreterRequired.value[x]       1..1  types=boolean
  value[x]                                     0..0

Extension-CareConnect-DeathNotificationStatus-1 : Extension
  extension                                                        slices=url/open
  extension:deathNotificationStatus                          1..1
  extension:deathNotificationStatus.url                      1..1  fixed=deathNotificationStatus
  extension:deathNotificationStatus.value[x]                 1..1  types=CodeableConcept required=CareConnect-DeathNotificationStatus-1
  extension:deathNotificationStatus.value[x].coding.system   0..1  fixed=https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-DeathNotificationStatus-1
  extension:systemEffectiveDate                              0..1
  extension:systemEffectiveDate.url                          1..1  fixed=systemEffectiveDate
  extension:systemEffectiveDate.value[x]                     0..1  types=dateTime
  value[x]                                                   0..0
`;

/**
 * The codes of the value sets, by code system. Those of more than a hundred codes, or of a SNOMED CT filter
 * (HumanLanguage, SDSJobRoleName, ReligiousAffiliation), are not held here; a code from one is told of, not judged.
 */
const VALUE_SETS = `
CareConnect-NHSNumberVerificationStatus-1
  CareConnect-NHSNumberVerificationStatus-1  01 02 03 04 05 06 07 08
CareConnect-DeliveryChannel-1
  CareConnect-DeliveryChannel-1  In-person Telephone Video
CareConnect-MaritalStatus-1
  http://hl7.org/fhir/v3/MaritalStatus  A D I L M P S T U W
  http://hl7.org/fhir/v3/NullFlavor  UNK
CareConnect-EthnicCategory-1
  CareConnect-EthnicCategory-1  A B C C2 C3 CA CB CC CD CE CF CG CH CJ CK CL CM CN CP CQ CR CS CT CU CV CW CX CY D E F G GA GB GC GD GE GF H J K L LA LB LC LD LE LF LG LH LJ LK M N P PA PB PC PD PE R S SA SB SC SD SE Z
CareConnect-ResidentialStatus-1
  CareConnect-ResidentialStatus-1  H O
CareConnect-TreatmentCategory-1
  CareConnect-TreatmentCategory-1  1 2 3 4 8 9
CareConnect-DeathNotificationStatus-1
  CareConnect-DeathNotificationStatus-1  1 2 U
CareConnect-LanguageAbilityMode-1
  CareConnect-LanguageAbilityMode-1  ESGN ESP EWR RSGN RSP RWR
CareConnect-LanguageAbilityProficiency-1
  CareConnect-LanguageAbilityProficiency-1  E F G P
`;

/** The CareConnect profiles, and which of them a resource is judged by when it claims none. */
export const CARECONNECT_LIBRARY: ProfileLibrary = {
  profiles: parseProfiles(PROFILES),
  valueSets: parseValueSets(VALUE_SETS),
  assumed: new Map(Object.entries(CARECONNECT)),
};
