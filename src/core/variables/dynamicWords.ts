/** What dynamic values are made of. Nothing of it leads to a person, a shop or an account that exists. */

const split = (text: string): readonly string[] => text.split(' ');
const splitLines = (text: string): readonly string[] => text.split(', ');

export const words = split('amber birch cedar delta ember fjord grove harbor island juniper kelp lagoon');
export const firstNames = split('Ada Ben Cleo Dana Eli Finn Gia Hugo Iris Jonas Kira Liam');
export const lastNames = split('Archer Baker Carter Dyer Fisher Glover Hunter Mason Porter Turner Weaver');
export const cities = split('Bergen Cork Ghent Lyon Porto Riga Split Turku Vigo Zadar');
export const lorem = split(
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua',
);
export const adjectives = split('bright calm deep early fair gentle plain quick round small steady warm');
export const nouns = split('bridge circuit engine filter gateway lever network panel relay sensor signal switch');
export const verbs = split('adjust check connect copy index link move parse read send store write');
export const ingVerbs = split(
  'adjusting checking connecting copying indexing linking moving parsing reading sending storing',
);
export const weekdays = split('Monday Tuesday Wednesday Thursday Friday Saturday Sunday');
export const months = split('January February March April May June July August September October November December');
export const companySuffixes = split('Inc LLC Group Ltd');
export const extensions = split('csv gif html jpg json md mp3 pdf png txt xml zip');
export const pictures = split(
  'Abstract Animals Business Cats City Food Nightlife Fashion People Nature Sports Transport',
);

/** Names whose value is one of a list. */
export const lists: Readonly<Record<string, readonly string[]>> = {
  randomColor: split('black blue cyan green grey ivory lime magenta olive orange red teal violet white yellow'),
  randomAbbreviation: split('API CSS DNS HTTP JSON RAM SQL TCP TLS URL XML'),
  randomLocale: split('de en es fi fr hr it lv nl no pt sv'),
  randomProtocol: split('http https'),
  randomNamePrefix: split('Mr. Mrs. Ms. Miss Dr.'),
  randomNameSuffix: split('Jr. Sr. I II III IV PhD MD'),
  randomJobArea: split(
    'Accounts Assurance Branding Data Design Facilities Infrastructure Markets Quality Research Security',
  ),
  randomJobDescriptor: split('Chief Central District Global Junior Lead National Regional Senior'),
  randomJobType: split(
    'Administrator Analyst Architect Consultant Designer Developer Engineer Manager Planner Technician',
  ),
  randomCountry: splitLines('Belgium, Croatia, Finland, France, Ireland, Latvia, Norway, Portugal, Spain'),
  randomBankAccountName: splitLines(
    'Checking Account, Savings Account, Credit Card Account, Home Loan Account, Investment Account',
  ),
  randomTransactionType: split('deposit invoice payment withdrawal'),
  randomCurrencyCode: split('CHF CZK DKK EUR GBP JPY NOK PLN SEK USD'),
  randomCurrencyName: splitLines(
    'Czech Koruna, Danish Krone, Euro, Pound Sterling, Swedish Krona, Swiss Franc, US Dollar, Yen',
  ),
  randomCurrencySymbol: split('$ £ € ¥ kr zł'),
  randomCompanySuffix: companySuffixes,
  randomBsAdjective: split('open scalable seamless sticky robust global modular compact'),
  randomBsBuzz: split('deliver enable extend integrate scale ship unify streamline'),
  randomBsNoun: split('channels interfaces markets methods models networks services systems'),
  randomCatchPhraseAdjective: split('Adaptive Balanced Compatible Distributed Extended Focused Managed Open'),
  randomCatchPhraseDescriptor: split('bifurcated dynamic local mobile modular regional static uniform'),
  randomCatchPhraseNoun: split('adapter archive firmware framework groupware interface middleware protocol'),
  randomDatabaseColumn: split(
    'id title name email phone token group category password comment status createdAt updatedAt',
  ),
  randomDatabaseType: split('int bigint varchar text date datetime double float boolean blob'),
  randomDatabaseCollation: split('utf8_unicode_ci utf8_general_ci utf8_bin ascii_bin ascii_general_ci'),
  randomDatabaseEngine: split('InnoDB MyISAM MEMORY CSV ARCHIVE'),
  randomWeekday: weekdays,
  randomMonth: months,
  randomDomainSuffix: split('com net org test example'),
  randomFileType: split('application audio font image text video'),
  randomFileExt: extensions,
  randomCommonFileType: split('application audio image text video'),
  randomCommonFileExt: extensions,
  randomDirectoryPath: split('/etc/defaults /home/user/dir /lib /media /opt/bin /srv /tmp /usr/share /var/log'),
  randomMimeType: split(
    'application/json application/pdf application/xml audio/mpeg image/png text/css text/csv text/html',
  ),
  randomProduct: split('Bag Ball Bike Bowl Chair Computer Gloves Hat Keyboard Lamp Mouse Pen Shirt Table Towel'),
  randomProductAdjective: split('Compact Fine Handmade Light Plain Practical Refined Small Sturdy'),
  randomProductMaterial: split('Cotton Granite Leather Metal Paper Plastic Rubber Steel Wood Wool'),
  randomDepartment: split(
    'Books Clothing Computers Electronics Games Garden Grocery Health Home Music Sports Tools Toys',
  ),
  randomNoun: nouns,
  randomVerb: verbs,
  randomIngverb: ingVerbs,
  randomAdjective: adjectives,
  randomWord: words,
  randomLoremWord: lorem,
  randomDomainWord: words,
  randomFirstName: firstNames,
  randomLastName: lastNames,
  randomCity: cities,
  randomCountryCode: split('BE ES FI FR HR IE LV NO PT'),
};
