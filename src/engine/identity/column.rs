//! One column of the partners: for each its value's code, and for each code its partners.

use std::{collections::HashMap, ops::Range};

use channelgraph_schema::{Direction, Test};
use roaring::RoaringBitmap;

use super::{
    dictionary::{Codes, Dictionary, NULL},
    texts::number,
    trigrams::Trigrams,
    values::{Cell, Values},
};

/// Partners of one code from which on they are kept as a bitmap too.
const MANY: usize = 256;
/// Distinct texts from which on parts of them are found by trigrams.
const LARGE: u32 = 1_024;
/// Bitmaps that are joined one by one; of more, the whole column is looked through.
const FEW: usize = 16;

/// One column.
pub(super) struct Column {
    dictionary: Dictionary,
    /// By partner.
    codes: Vec<u32>,
    /// The partners in order of their codes, those of one code in their own.
    by_code: Vec<u32>,
    /// Where the partners of each code begin among them; one more than there are codes.
    starts: Vec<u32>,
    /// The partners of codes that many have.
    bitmaps: HashMap<u32, RoaringBitmap>,
    trigrams: Option<Trigrams>,
}

impl Column {
    /// The column of partners with these cells.
    pub(super) fn new(values: &Values, cells: &[Cell]) -> Self {
        let (dictionary, known) = Dictionary::new(values, cells);
        let code = |cell: &Cell| known.get(cell).copied().unwrap_or(NULL);
        let codes: Vec<u32> = cells.iter().map(code).collect();
        let (by_code, starts) = sorted(&codes, dictionary.len());
        let is_large = matches!(dictionary, Dictionary::Texts(_)) && dictionary.len() > LARGE;
        let text = |code: &u32| dictionary.text(*code);
        let trigrams = is_large.then(|| Trigrams::new(codes.iter().map(text)));
        let mut column =
            Self { dictionary, codes, by_code, starts, bitmaps: HashMap::new(), trigrams };
        for code in 0..=column.dictionary.len() {
            let partners = column.of_code(code);
            if partners.len() >= MANY {
                let bitmap = partners.iter().copied().collect();
                column.bitmaps.insert(code, bitmap);
            }
        }
        column
    }

    /// The code of a partner's value.
    pub(super) fn code(&self, partner: u32) -> u32 {
        self.codes.get(partner as usize).copied().unwrap_or(NULL)
    }

    /// The folded text of a partner, in a column of texts.
    pub(super) fn text(&self, partner: u32) -> &str {
        self.dictionary.text(self.code(partner))
    }

    /// The partners whose value passes a test.
    pub(super) fn passing(&self, test: &Test) -> RoaringBitmap {
        self.of_codes(&self.dictionary.passing(test))
    }

    /// The partners whose text may contain a folded part, where it takes trigrams to tell.
    pub(super) fn containing(&self, part: &str) -> Option<Containing> {
        let trigrams = self.trigrams.as_ref().filter(|_| !part.is_empty())?;
        let is_it = |partner: u32| self.text(partner).contains(part);
        Some(match part.len() {
            1 | 2 => Containing::Exactly(trigrams.containing_short(part, is_it)),
            3 => Containing::Exactly(trigrams.candidates(part)),
            _ => Containing::Among(trigrams.candidates(part)),
        })
    }

    fn slice(&self, codes: Range<u32>) -> &[u32] {
        let start = |code: u32| self.starts.get(code as usize).map_or(0, |start| *start as usize);
        self.by_code.get(start(codes.start)..start(codes.end)).unwrap_or_default()
    }

    fn of_code(&self, code: u32) -> &[u32] {
        self.slice(code..code + 1)
    }

    fn of_codes(&self, codes: &Codes) -> RoaringBitmap {
        if let [one] = codes.as_slice()
            && one.len() == 1
            && let Some(bitmap) = self.bitmaps.get(&one.start)
        {
            return bitmap.clone();
        }
        let count: usize = codes.iter().map(|range| self.slice(range.clone()).len()).sum();
        let is_large = |code: &u32| self.bitmaps.contains_key(code);
        // A range of many codes is looked through rather than put together.
        let is_short = codes.iter().map(ExactSizeIterator::len).sum::<usize>() <= 4 * FEW;
        let large: Vec<u32> = match is_short {
            true => codes.iter().cloned().flatten().filter(is_large).collect(),
            false => Vec::new(),
        };
        if (!is_short || large.len() > FEW) && count > self.codes.len() / 32 {
            return self.looked_through(codes);
        }
        let mut rest: Vec<u32> = Vec::with_capacity(count.min(self.codes.len() / 16));
        for code in codes.iter().cloned().flatten() {
            if !large.contains(&code) {
                rest.extend(self.of_code(code));
            }
        }
        rest.sort_unstable();
        let mut all: RoaringBitmap = rest.into_iter().collect();
        large.iter().filter_map(|code| self.bitmaps.get(code)).for_each(|bitmap| all |= bitmap);
        all
    }

    /// The partners of these codes, each partner looked at.
    fn looked_through(&self, codes: &Codes) -> RoaringBitmap {
        let mut bytes = vec![0_u8; self.codes.len().div_ceil(8)];
        if let [range] = codes.as_slice() {
            let size = range.end - range.start;
            for (byte, eight) in bytes.iter_mut().zip(self.codes.chunks(8)) {
                for (bit, code) in eight.iter().enumerate() {
                    *byte |= u8::from(code.wrapping_sub(range.start) < size) << bit;
                }
            }
        } else {
            let mut is_one = vec![0_u8; self.dictionary.len() as usize + 1];
            codes.iter().cloned().flatten().for_each(|code| is_one[code as usize] = 1);
            for (byte, eight) in bytes.iter_mut().zip(self.codes.chunks(8)) {
                for (bit, code) in eight.iter().enumerate() {
                    *byte |= is_one[*code as usize] << bit;
                }
            }
        }
        RoaringBitmap::from_lsb0_bytes(0, &bytes)
    }

    /// The partner at a place of the order by this column, nulls last.
    pub(super) fn at(&self, direction: Direction, place: u32) -> Option<u32> {
        let nulls = self.of_code(NULL).len();
        let values = self.by_code.get(nulls..)?;
        let place = place as usize;
        if place >= values.len() {
            return self.of_code(NULL).get(place - values.len()).copied();
        }
        if direction == Direction::Asc {
            return values.get(place).copied();
        }
        // Backwards by code, and within one code forwards.
        let mirror = values.len() - 1 - place;
        let code = self.code(*values.get(mirror)?);
        let start = |code: u32| self.starts.get(code as usize).map(|start| *start as usize - nulls);
        let before = values.len() - start(code + 1)?;
        values.get(start(code)? + place - before).copied()
    }

    /// A number by which partners stand in the order by this column.
    pub(super) fn sort_key(&self, direction: Direction, partner: u32) -> u64 {
        let key = match (self.code(partner), direction) {
            (NULL, _) => u32::MAX,
            (code, Direction::Asc) => code,
            (code, Direction::Desc) => u32::MAX - code,
        };
        u64::from(key) << 32 | u64::from(partner)
    }

    /// The bytes on the heap.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        let lists = self.codes.capacity() + self.by_code.capacity() + self.starts.capacity();
        let bitmaps: usize = self.bitmaps.values().map(RoaringBitmap::serialized_size).sum();
        let trigrams = self.trigrams.as_ref().map_or(0, Trigrams::heap);
        self.dictionary.heap() + lists * size_of::<u32>() + bitmaps + trigrams
    }
}

/// The partners with a part in their text.
pub(super) enum Containing {
    /// Exactly these.
    Exactly(RoaringBitmap),
    /// Some of these.
    Among(RoaringBitmap),
}

/// The partners in order of their codes, and where each code's begin.
fn sorted(codes: &[u32], largest: u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; largest as usize + 2];
    codes.iter().for_each(|code| starts[*code as usize + 1] += 1);
    for code in 1..starts.len() {
        starts[code] += starts[code - 1];
    }
    let mut next = starts.clone();
    let mut by_code = vec![0; codes.len()];
    for (partner, code) in codes.iter().enumerate() {
        let place = &mut next[*code as usize];
        by_code[*place as usize] = number(partner);
        *place += 1;
    }
    (by_code, starts)
}
