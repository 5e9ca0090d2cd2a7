export * from './assess';
export * from './exit-code';
export * from './host';
export * from './journal';
export * from './looked-at';
export * from './message';
export * from './outcome';
export * from './rule';
