import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

// For `npm run mutants`: only the tests of the modules that are mutated.
const include = (process.env.MUTANTS_TESTS ?? '').split(',');
export default { ...mergeConfig(base, {}), test: { ...base.test, include, reporters: [] } };
