/**
 * The environment as the app reads it: white space around a value is no part of it, and an empty value is unset. A secret
 * copied with its line break is the most common case.
 */
export function tidy(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const values = Object.entries(environment).map(([name, value = '']) => [name, value.trim()] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

/** Does the same to the process's own environment for the variables that the AWS SDKs read directly. */
export function tidyForSdk(environment: NodeJS.ProcessEnv): void {
  const tidied = tidy(environment);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('AWS_')) continue;
    if (tidied[name] === undefined) delete environment[name];
    else environment[name] = tidied[name];
  }
}
