/** XML documents come as strings, ECMA arrays and typed objects as objects. */
export type AmfValue = undefined | null | boolean | number | string | Date | AmfValue[] | AmfObject;

export interface AmfObject {
  [name: string]: AmfValue;
}
