import { emptyAnswer, type Half } from './call.js';

/** 200, or the refusal of a bucket that is not there. */
export const headBucket: Half = () => emptyAnswer(200);
