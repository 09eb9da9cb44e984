import { createRequire } from 'node:module';

/** Required, because its types would bring those of browsers into the whole program. */
const { parse } = createRequire(import.meta.url)('@cdktf/hcl2json') as {
  parse(file: string, text: string): Promise<object>;
};

/** Terraform's language as JSON. Expressions stay text. @throws Error when it does not parse */
export const parseHcl = (file: string, text: string): Promise<object> => parse(file, text);
