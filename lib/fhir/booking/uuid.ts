/** Whether `value` is a UUID (RFC 4122), bare or as a URN, in any case. */
export function isUuid(value: unknown): boolean {
  return (
    typeof value === 'string' && /^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value)
  );
}
