declare module 'ini' {
  /** Dotted section names become nested objects; `true`, `false` and `null` become what they name. */
  export interface Section {
    [name: string]: string | boolean | null | Section;
  }
  const ini: { parse(text: string): Section };
  // biome-ignore lint/style/noDefaultExport: all that a bundled `import()` of a CommonJS package has
  export default ini;
}
