import fc from 'fast-check';

// Generated inputs are the same in every run, so that a change is judged by what it changed. PROPERTY_SEED=random looks
// for new ones, PROPERTY_SEED=NUMBER repeats a run.
const wanted = process.env.PROPERTY_SEED;
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted ?? 20_261_123) });
