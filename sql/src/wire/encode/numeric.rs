//! Exact numbers as PostgreSQL writes them.

use bytes::{BufMut, BytesMut};

/// Writes a number with all digits of its scale.
pub(super) fn text(digits: i128, scale: i8, out: &mut BytesMut) {
    let mut buffer = [b'0'; 48];
    let mut place = buffer.len();
    let mut left = digits.unsigned_abs();
    while left > 0 {
        place -= 1;
        buffer[place] = b'0' + u8::try_from(left % 10).unwrap_or_default();
        left /= 10;
    }
    let scale = usize::try_from(scale).unwrap_or_default();
    // At least one digit stands before the point.
    place = place.min(buffer.len() - scale - 1);
    if digits < 0 {
        out.put_u8(b'-');
    }
    let point = buffer.len() - scale;
    out.put_slice(&buffer[place..point]);
    if scale > 0 {
        out.put_u8(b'.');
        out.put_slice(&buffer[point..]);
    }
}

/// Writes a number in binary form: groups of four decimal digits.
pub(super) fn binary(digits: i128, scale: i8, out: &mut BytesMut) {
    let scale = u32::try_from(scale).unwrap_or_default();
    let value = digits.unsigned_abs();
    let unit = 10_u128.pow(scale.min(38));
    let (mut whole, mut part) = (value / unit, value % unit);
    let mut groups: Vec<i16> = Vec::with_capacity(16);
    let group = |value: u128| i16::try_from(value % 10_000).unwrap_or_default();
    while whole > 0 {
        groups.push(group(whole));
        whole /= 10_000;
    }
    groups.reverse();
    let weight = i16::try_from(groups.len()).unwrap_or_default() - 1;
    // The digits after the point, in groups from the point on.
    let mut left = scale;
    while left > 0 {
        let taken = left.min(4);
        let below = 10_u128.pow(left - taken);
        groups.push(group(part / below * 10_u128.pow(4 - taken)));
        part %= below;
        left -= taken;
    }
    let leading = groups.iter().take_while(|group| **group == 0).count();
    let trailing = groups.iter().rev().take_while(|group| **group == 0).count();
    let (groups, weight) = if leading == groups.len() {
        (&[][..], 0)
    } else {
        let kept = &groups[leading..groups.len() - trailing];
        (kept, weight - i16::try_from(leading).unwrap_or_default())
    };
    out.put_i16(i16::try_from(groups.len()).unwrap_or_default());
    out.put_i16(weight);
    out.put_u16(if digits < 0 { 0x4000 } else { 0 });
    out.put_i16(i16::try_from(scale).unwrap_or_default());
    groups.iter().for_each(|group| out.put_i16(*group));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(digits: i128, scale: i8) -> String {
        let mut out = BytesMut::new();
        text(digits, scale, &mut out);
        String::from_utf8(out.to_vec()).unwrap()
    }

    /// The number that a binary form means, with its scale.
    fn read(bytes: &[u8]) -> (i128, i16) {
        let word = |at: usize| i16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let (count, weight, sign, scale) = (word(0), word(2), word(4), word(6));
        let mut value = 0_i128;
        for place in 0..count {
            let exponent = (weight - place) * 4 + scale;
            let group = i128::from(word(8 + usize::try_from(place).unwrap() * 2));
            let unit = 10_i128.pow(u32::from(exponent.unsigned_abs()));
            value += if exponent >= 0 { group * unit } else { group / unit };
        }
        (if sign == 0x4000 { -value } else { value }, scale)
    }

    #[test]
    fn numbers_have_all_their_digits() {
        assert_eq!(written(0, 0), "0");
        assert_eq!(written(0, 9), "0.000000000");
        assert_eq!(written(1_500_000_000, 9), "1.500000000");
        assert_eq!(written(-5, 3), "-0.005");
        assert_eq!(written(i128::MIN, 0), "-170141183460469231731687303715884105728");
        assert_eq!(written(i128::MAX, 38), "1.70141183460469231731687303715884105727");
    }

    #[test]
    fn the_binary_form_means_the_same_number() {
        let mut value = 1_i128;
        for scale in 0..=30_i8 {
            for sign in [1, -1] {
                for number in [value, value + 7, 0, 10_000, 99_999_999, i128::from(i64::MAX)] {
                    let mut out = BytesMut::new();
                    binary(number * sign, scale, &mut out);
                    assert_eq!(read(&out), (number * sign, i16::from(scale)), "{number} {scale}");
                }
            }
            value *= 10;
        }
    }
}
