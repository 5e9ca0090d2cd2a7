export { AllureCase } from './allure-case';
export { writeAllureReport } from './allure-report';
export { writeAllureResults } from './allure-results';
export { type ConformanceResult, percentile } from './conformance-result';
export { printable, type Style, styler } from './printable';
export { Progress } from './progress';
export { quoted, type Rerun, rerunBy, terminalSummary } from './terminal-summary';
export { writeConformanceResult } from './write-result';
