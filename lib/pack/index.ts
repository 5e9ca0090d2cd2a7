/** What a supplier hands in: one zip of a run, which anybody can verify. */
export { type Attested, attestedBy } from './attested';
export { HOW_TO_MAKE_A_KEY, publicKeyIn, signingKeyIn } from './keys';
export { type MadePack, makePack, type PackOptions, packIn } from './make-pack';
export { NotPackable, RefusedPack } from './refused';
export type { Verification } from './verification';
export { verificationText } from './verification-text';
export { type VerifyOptions, verifyPack } from './verify-pack';
