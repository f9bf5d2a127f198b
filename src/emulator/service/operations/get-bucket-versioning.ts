import { type Half, xmlAnswer } from './call.js';

/** Without a Status: versioning has never been on. */
export const getBucketVersioning: Half = () => xmlAnswer(['VersioningConfiguration', '']);
