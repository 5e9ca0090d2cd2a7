declare module 'har-validator' {
  /** Gives the archive back; rejects with `errors` where it is no HAR 1.2. */
  export function har(archive: unknown): Promise<unknown>;
}
