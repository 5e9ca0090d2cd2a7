/** What a provider keeps to beyond the API's pages: `uec`, the implementation guide for urgent and emergency care. */
export type Overlay = 'uec';
