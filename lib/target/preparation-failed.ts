/** What a case needs could not be had, through no fault that the case could judge. The message is a plain reason. */
export class PreparationFailed extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'PreparationFailed';
  }
}
