/** The files of the page, as scripts/page-bundle.js makes them for the build and the tests. */
declare const page: Readonly<Record<'document' | 'script' | 'style' | 'icon', string>>;
export default page;
