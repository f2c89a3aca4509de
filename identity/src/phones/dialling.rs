//! Dialling codes by country, as ITU-T's E.164 and its list of dialling procedures are commonly
//! quoted.

use std::sync::LazyLock;

/// How numbers of a country are dialled.
pub(super) struct Dialling {
    /// The country's ISO code.
    pub(super) country: &'static str,
    /// The country code.
    pub(super) code: &'static str,
    /// What is dialled before a national number; empty if nothing is.
    pub(super) trunk: &'static str,
    /// The digits of a national number without it, if all have as many; 0 if not.
    pub(super) length: usize,
}

/// A row of the table.
const fn d(
    country: &'static str,
    code: &'static str,
    trunk: &'static str,
    length: usize,
) -> Dialling {
    Dialling { country, code, trunk, length }
}

impl Dialling {
    /// Finds a country by its ISO code.
    pub(super) fn of(country: &str) -> Option<&'static Self> {
        let place = ALL.binary_search_by(|one| one.country.cmp(country)).ok()?;
        ALL.get(place)
    }

    /// Finds a country whose code a number begins with. No code begins with another one.
    pub(super) fn of_code(number: &str) -> Option<&'static Self> {
        if number.starts_with('0') {
            return None;
        }
        // By the code's value.
        static BY_CODE: LazyLock<[Option<&Dialling>; 1000]> = LazyLock::new(|| {
            let mut by_code = [None; 1000];
            for one in ALL {
                let place = one.code.parse::<usize>().ok().and_then(|code| by_code.get_mut(code));
                if let Some(place) = place {
                    place.get_or_insert(one);
                }
            }
            by_code
        });
        (1..=3).find_map(|length| *BY_CODE.get(number.get(..length)?.parse::<usize>().ok()?)?)
    }
}

/// The countries, in the order of their codes.
#[rustfmt::skip]
const ALL: &[Dialling] = &[
    d("AC", "247", "", 0), d("AD", "376", "", 6), d("AE", "971", "0", 0), d("AF", "93", "0", 9),
    d("AG", "1", "1", 10), d("AI", "1", "1", 10), d("AL", "355", "0", 0), d("AM", "374", "0", 8),
    d("AO", "244", "", 9), d("AR", "54", "0", 10), d("AS", "1", "1", 10), d("AT", "43", "0", 0),
    d("AU", "61", "0", 9), d("AW", "297", "", 7), d("AX", "358", "0", 0), d("AZ", "994", "0", 9),
    d("BA", "387", "0", 0), d("BB", "1", "1", 10), d("BD", "880", "0", 0), d("BE", "32", "0", 0),
    d("BF", "226", "", 8), d("BG", "359", "0", 0), d("BH", "973", "", 8), d("BI", "257", "", 8),
    d("BJ", "229", "", 0), d("BL", "590", "0", 9), d("BM", "1", "1", 10), d("BN", "673", "", 7),
    d("BO", "591", "0", 8), d("BQ", "599", "", 0), d("BR", "55", "0", 0), d("BS", "1", "1", 10),
    d("BT", "975", "", 0), d("BW", "267", "", 0), d("BY", "375", "80", 9), d("BZ", "501", "", 7),
    d("CA", "1", "1", 10), d("CC", "61", "0", 9), d("CD", "243", "0", 9), d("CF", "236", "", 8),
    d("CG", "242", "", 9), d("CH", "41", "0", 9), d("CI", "225", "", 10), d("CK", "682", "", 5),
    d("CL", "56", "", 9), d("CM", "237", "", 9), d("CN", "86", "0", 0), d("CO", "57", "0", 10),
    d("CR", "506", "", 8), d("CU", "53", "0", 0), d("CV", "238", "", 7), d("CW", "599", "", 0),
    d("CX", "61", "0", 9), d("CY", "357", "", 8), d("CZ", "420", "", 9), d("DE", "49", "0", 0),
    d("DJ", "253", "", 8), d("DK", "45", "", 8), d("DM", "1", "1", 10), d("DO", "1", "1", 10),
    d("DZ", "213", "0", 0), d("EC", "593", "0", 0), d("EE", "372", "", 0), d("EG", "20", "0", 0),
    d("EH", "212", "0", 9), d("ER", "291", "0", 7), d("ES", "34", "", 9), d("ET", "251", "0", 9),
    d("FI", "358", "0", 0), d("FJ", "679", "", 7), d("FK", "500", "", 5), d("FM", "691", "", 7),
    d("FO", "298", "", 6), d("FR", "33", "0", 9), d("GA", "241", "", 0), d("GB", "44", "0", 0),
    d("GD", "1", "1", 10), d("GE", "995", "0", 9), d("GF", "594", "0", 9), d("GG", "44", "0", 10),
    d("GH", "233", "0", 9), d("GI", "350", "", 8), d("GL", "299", "", 6), d("GM", "220", "", 7),
    d("GN", "224", "", 9), d("GP", "590", "0", 9), d("GQ", "240", "", 9), d("GR", "30", "", 10),
    d("GT", "502", "", 8), d("GU", "1", "1", 10), d("GW", "245", "", 0), d("GY", "592", "", 7),
    d("HK", "852", "", 8), d("HN", "504", "", 8), d("HR", "385", "0", 0), d("HT", "509", "", 8),
    d("HU", "36", "06", 0), d("ID", "62", "0", 0), d("IE", "353", "0", 0), d("IL", "972", "0", 0),
    d("IM", "44", "0", 10), d("IN", "91", "0", 10), d("IO", "246", "", 7), d("IQ", "964", "0", 0),
    d("IR", "98", "0", 10), d("IS", "354", "", 7), d("IT", "39", "", 0), d("JE", "44", "0", 10),
    d("JM", "1", "1", 10), d("JO", "962", "0", 0), d("JP", "81", "0", 0), d("KE", "254", "0", 9),
    d("KG", "996", "0", 9), d("KH", "855", "0", 0), d("KI", "686", "", 8), d("KM", "269", "", 7),
    d("KN", "1", "1", 10), d("KP", "850", "0", 0), d("KR", "82", "0", 0), d("KW", "965", "", 8),
    d("KY", "1", "1", 10), d("KZ", "7", "8", 10), d("LA", "856", "0", 0), d("LB", "961", "0", 0),
    d("LC", "1", "1", 10), d("LI", "423", "", 7), d("LK", "94", "0", 9), d("LR", "231", "0", 0),
    d("LS", "266", "", 8), d("LT", "370", "8", 8), d("LU", "352", "", 0), d("LV", "371", "", 8),
    d("LY", "218", "0", 9), d("MA", "212", "0", 9), d("MC", "377", "", 8), d("MD", "373", "0", 8),
    d("ME", "382", "0", 0), d("MF", "590", "0", 9), d("MG", "261", "0", 9), d("MH", "692", "1", 7),
    d("MK", "389", "0", 8), d("ML", "223", "", 8), d("MM", "95", "0", 0), d("MN", "976", "0", 8),
    d("MO", "853", "", 8), d("MP", "1", "1", 10), d("MQ", "596", "0", 9), d("MR", "222", "", 8),
    d("MS", "1", "1", 10), d("MT", "356", "", 8), d("MU", "230", "", 0), d("MV", "960", "", 7),
    d("MW", "265", "0", 0), d("MX", "52", "01", 10), d("MY", "60", "0", 0), d("MZ", "258", "", 0),
    d("NA", "264", "0", 0), d("NC", "687", "", 6), d("NE", "227", "", 8), d("NF", "672", "", 6),
    d("NG", "234", "0", 0), d("NI", "505", "", 8), d("NL", "31", "0", 9), d("NO", "47", "", 8),
    d("NP", "977", "0", 0), d("NR", "674", "", 7), d("NU", "683", "", 0), d("NZ", "64", "0", 0),
    d("OM", "968", "", 8), d("PA", "507", "", 0), d("PE", "51", "0", 0), d("PF", "689", "", 8),
    d("PG", "675", "", 0), d("PH", "63", "0", 0), d("PK", "92", "0", 0), d("PL", "48", "", 9),
    d("PM", "508", "0", 6), d("PR", "1", "1", 10), d("PS", "970", "0", 0), d("PT", "351", "", 9),
    d("PW", "680", "", 7), d("PY", "595", "0", 0), d("QA", "974", "", 8), d("RE", "262", "0", 9),
    d("RO", "40", "0", 9), d("RS", "381", "0", 0), d("RU", "7", "8", 10), d("RW", "250", "0", 9),
    d("SA", "966", "0", 9), d("SB", "677", "", 0), d("SC", "248", "", 7), d("SD", "249", "0", 9),
    d("SE", "46", "0", 0), d("SG", "65", "", 8), d("SH", "290", "", 0), d("SI", "386", "0", 8),
    d("SJ", "47", "", 8), d("SK", "421", "0", 9), d("SL", "232", "0", 8), d("SM", "378", "", 0),
    d("SN", "221", "", 9), d("SO", "252", "0", 0), d("SR", "597", "", 0), d("SS", "211", "0", 9),
    d("ST", "239", "", 7), d("SV", "503", "", 8), d("SX", "1", "1", 10), d("SY", "963", "0", 0),
    d("SZ", "268", "", 8), d("TC", "1", "1", 10), d("TD", "235", "", 8), d("TG", "228", "", 8),
    d("TH", "66", "0", 0), d("TJ", "992", "8", 9), d("TK", "690", "", 0), d("TL", "670", "", 0),
    d("TM", "993", "8", 8), d("TN", "216", "", 8), d("TO", "676", "", 0), d("TR", "90", "0", 10),
    d("TT", "1", "1", 10), d("TV", "688", "", 0), d("TW", "886", "0", 0), d("TZ", "255", "0", 9),
    d("UA", "380", "0", 9), d("UG", "256", "0", 9), d("US", "1", "1", 10), d("UY", "598", "0", 8),
    d("UZ", "998", "8", 9), d("VA", "39", "", 0), d("VC", "1", "1", 10), d("VE", "58", "0", 10),
    d("VG", "1", "1", 10), d("VI", "1", "1", 10), d("VN", "84", "0", 0), d("VU", "678", "", 0),
    d("WF", "681", "", 6), d("WS", "685", "", 0), d("XK", "383", "0", 8), d("YE", "967", "0", 0),
    d("YT", "262", "0", 9), d("ZA", "27", "0", 9), d("ZM", "260", "0", 9), d("ZW", "263", "0", 0),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_stand_in_order_and_no_code_begins_with_another() {
        assert!(ALL.is_sorted_by(|a, b| a.country < b.country));
        for one in ALL {
            let found = Dialling::of_code(&format!("{}2", one.code));
            assert_eq!(found.map(|found| found.code), Some(one.code), "{}", one.country);
        }
    }
}
