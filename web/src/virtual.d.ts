declare module 'virtual:country-codes' {
  /** ISO 3166 alpha-2, alpha-3, numeric. */
  const codes: [string, string, string][];
  export default codes;
}
declare module '*.css';
declare module 'world-atlas/countries-110m.json';
