//! The weights of evidence and the thresholds of guards, in thousandths of a bit: the logarithm of
//! how much likelier a finding is between two records of one company than between any two.
//!
//! They were set on worlds of the sandbox and are not trained; docs/identity.md says how well they
//! do. `L` is the number of bits that it takes to tell the companies apart: 10 for a thousand.

/// One bit.
pub(crate) const BIT: i32 = 1000;

/// The smallest `L`, so that a handful of records is judged as 64 would be.
pub(crate) const FEWEST_BITS: u32 = 6;

// Names.

/// The most that names can weigh, beyond `L`.
pub(crate) const NAME_CAP: i32 = 7 * BIT;
/// Words that agree in another order.
pub(crate) const NAME_ORDER: i32 = -2 * BIT;
/// Names of several words that agree as a whole.
pub(crate) const NAME_WHOLE: i32 = 3 * BIT;
/// What those weigh at least, beyond `L`.
pub(crate) const NAME_LEAST_WHOLE: i32 = 5 * BIT;
/// A name that its system has cut, and that begins as the other does.
pub(crate) const NAME_CUT: i32 = -BIT;
/// Words that one writes together and the other apart.
pub(crate) const NAME_JOINED: i32 = -BIT;
/// A word with one letter otherwise: this share of its weight, in tenths, and this much less.
pub(crate) const ONE_EDIT: (i32, i32) = (8, -1500);
/// The same of a long word, which hardly any other is so near to.
pub(crate) const ONE_EDIT_LONG: (i32, i32) = (10, -1500);
/// Letters from which a word is long.
pub(crate) const LONG_WORD: u8 = 7;
/// A word with two letters otherwise.
pub(crate) const TWO_EDITS: (i32, i32) = (6, 0);
/// A word that only one of the names has costs this share of its weight, in tenths, and …
pub(crate) const LEFT_OVER: i32 = 6;
/// … at least this much.
pub(crate) const LEFT_OVER_LEAST: i32 = -2500;
/// A word for groups (Holding, International) that only one of the names has.
pub(crate) const LEFT_OVER_GROUP: i32 = -4 * BIT;
/// A place that only one of the names has.
pub(crate) const LEFT_OVER_PLACE: i32 = -6 * BIT;
/// Numbers in the names that differ: `Fund 3` is not `Fund 4`.
pub(crate) const NUMERALS_DIFFER: i32 = -8 * BIT;
/// One name is the initials of the other.
pub(crate) const ACRONYM: i32 = 3 * BIT;
/// The least that names can weigh: they have nothing in common.
pub(crate) const NAME_LEAST: i32 = -8 * BIT;

// Keys.

/// Equal numbers of one register, beyond `L`.
pub(crate) const REGISTER_SAME: i32 = 14 * BIT;
/// An equal number whose check digit is wrong.
pub(crate) const REGISTER_INVALID: i32 = -2 * BIT;
/// Numbers of one register that differ as a slip of the pen does, one of them with a wrong check
/// digit.
pub(crate) const REGISTER_SLIP: i32 = -BIT;
/// Equal domains, beyond `L`.
pub(crate) const DOMAIN_SAME: i32 = 5 * BIT;
/// A host under a suffix that a hoster gives out, compared with a domain.
pub(crate) const DOMAIN_HOSTED: i32 = -3 * BIT;
/// Both have domains of their own, and none in common.
pub(crate) const DOMAIN_DIFFERS: i32 = -4 * BIT;
/// The domain of one is made of the name of the other, which has none.
pub(crate) const NAME_IN_DOMAIN: i32 = 3 * BIT;
/// Equal telephone numbers, at most.
pub(crate) const PHONE_SAME: i32 = 8 * BIT;
/// Each doubling of the unlike companies that share a value takes this much from it.
pub(crate) const SHARED: i32 = -2 * BIT;
/// So many unlike companies that share a value make it void.
pub(crate) const VOID_FROM: usize = 4;
/// So many companies with keys of their own that share a name make it no name.
pub(crate) const NAME_VOID_FROM: usize = 6;

// Places and people.

/// Equal countries, at most: a rare one weighs more.
pub(crate) const COUNTRY_SAME: i32 = 4 * BIT;
/// Different countries.
pub(crate) const COUNTRY_DIFFERS: i32 = -6 * BIT;
/// Equal cities, at most.
pub(crate) const CITY_SAME: i32 = 5 * BIT;
/// Different cities.
pub(crate) const CITY_DIFFERS: i32 = -2 * BIT;
/// Equal postal codes.
pub(crate) const POSTAL_CODE_SAME: i32 = 4 * BIT;
/// Equal streets.
pub(crate) const STREET_SAME: i32 = 3 * BIT;
/// The same account manager, at most.
pub(crate) const MANAGER_SAME: i32 = 4 * BIT;
/// Different account managers.
pub(crate) const MANAGER_DIFFERS: i32 = -BIT;
/// Equal legal forms.
pub(crate) const FORM_SAME: i32 = BIT;
/// Different legal forms.
pub(crate) const FORM_DIFFERS: i32 = -4 * BIT;
/// A legal form of the other one's country.
pub(crate) const FORM_FITS: i32 = 1500;
/// A legal form that the other one's country does not have.
pub(crate) const FORM_ELSEWHERE: i32 = -6 * BIT;

// Guards.

/// Both are records of one system.
pub(crate) const SAME_SOURCE: i32 = -6 * BIT;
/// The names differ by a place or a word for groups, and the countries differ.
pub(crate) const BRANCH: i32 = -12 * BIT;
/// A rival of the same system within this distance prevents a tie.
pub(crate) const MARGIN: i32 = 5 * BIT;
/// A name alone ties from this weight beyond `L`, or with a word that hardly any other has.
pub(crate) const NAME_ALONE: i32 = 5 * BIT;
/// Companies that share everything but the name are one from so much above the threshold.
pub(crate) const EVERYTHING_ELSE: i32 = 10 * BIT;
/// The fewest letters of a name that is cut, to tie alone.
pub(crate) const CUT_ALONE: usize = 12;
/// Pairs of records below this are not kept.
pub(crate) const KEPT: i32 = -4 * BIT;
/// Blocks of more different names than this bring no candidates.
pub(crate) const BLOCK_NAMES: usize = 20;
/// Blocks of more records than this bring no candidates.
pub(crate) const BLOCK_RECORDS: usize = 400;
/// Rounds of ties within one group of records that are alike.
pub(crate) const ROUNDS: usize = 8;
