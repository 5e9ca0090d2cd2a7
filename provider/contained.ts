import type { DocumentReference, Patient, Resource, Slot } from 'fhir/r3';

export function isPatient(resource: Resource): resource is Patient {
  return resource.resourceType === 'Patient';
}

export function isSlot(resource: Resource): resource is Slot {
  return resource.resourceType === 'Slot';
}

export function isDocumentReference(resource: Resource): resource is DocumentReference {
  return resource.resourceType === 'DocumentReference';
}
