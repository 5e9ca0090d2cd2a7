export { AllureCase } from './allure-case';
export { writeAllureReport } from './allure-report';
export { allureWriter } from './allure-writer';
export { type ConformanceResult, percentile } from './conformance-result';
export { printable, type Style, styler } from './printable';
export { Progress } from './progress';
export { type Rerun, terminalSummary } from './terminal-summary';
export { writeConformanceResult } from './write-result';
