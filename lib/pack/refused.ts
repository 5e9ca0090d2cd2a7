/** There is no pack where one was looked for, or no run; the message says what is there, and what to do. */
export class NoPack extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoPack';
  }
}

/** What is there is not unpacked, or not read, since it may do harm; the message says why. */
export class RefusedPack extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RefusedPack';
  }
}

/** The run cannot be packed as it is; the message says why, and what to do first. */
export class NotPackable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotPackable';
  }
}
