import app from '../package.json' with { type: 'json' };

/** The app's version, as in `package.json`. */
export const { version } = app;
