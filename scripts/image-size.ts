import { bytesOf, imagePackages } from './image-layout.ts';

/** `npm run image-size`: how large the image is beside Node, and its largest packages. Needs no container engine. */
const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1).padStart(6);
const packages = imagePackages()
  .map((folder) => ({ folder, bytes: bytesOf(folder) }))
  .sort((one, other) => other.bytes - one.bytes);
const inPackages = packages.reduce((sum, { bytes }) => sum + bytes, 0);
const source = bytesOf('src');
for (const { folder, bytes } of packages.slice(0, 10)) process.stdout.write(`${megabytes(bytes)} MB  ${folder}\n`);
process.stdout.write(`${megabytes(inPackages)} MB  in ${packages.length} packages\n`);
process.stdout.write(`${megabytes(source)} MB  src\n`);
process.stdout.write(`${megabytes(inPackages + source)} MB  beside Node\n`);
