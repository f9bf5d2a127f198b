/** The content of the file, which the build and the tests bundle. */
declare const file: Uint8Array;
export default file;
