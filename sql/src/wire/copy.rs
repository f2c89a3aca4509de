//! Rows as COPY writes them.

use bytes::{BufMut, BytesMut};
use pgwire::messages::copy::CopyOutResponse;

use super::encode::{Column, Columns, framed};
use crate::statement::{CopyFormat, CopyOptions};

/// What a file in binary form begins with.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Writes rows in one form.
pub(super) struct Copier {
    options: CopyOptions,
    names: Vec<String>,
    /// For each column, whether it is always quoted.
    quoted: Vec<bool>,
}

impl Copier {
    pub(super) fn new(options: CopyOptions, names: Vec<String>) -> Self {
        let all = options.force_quote.iter().any(|name| name == "*");
        let quoted = names.iter().map(|name| all || options.force_quote.contains(name)).collect();
        Self { options, names, quoted }
    }

    /// The message that says what will come.
    pub(super) fn response(&self) -> CopyOutResponse {
        let code = i8::from(self.options.format == CopyFormat::Binary);
        let count = i16::try_from(self.names.len()).unwrap_or(i16::MAX);
        CopyOutResponse::new(code, count, vec![code.into(); self.names.len()])
    }

    /// Returns true if rows are written in binary form.
    pub(super) fn is_binary(&self) -> bool {
        self.options.format == CopyFormat::Binary
    }

    /// What stands before the rows.
    pub(super) fn head(&self) -> Option<BytesMut> {
        let mut out = BytesMut::new();
        match self.options.format {
            CopyFormat::Binary => out.put_slice(SIGNATURE),
            _ if self.options.header => self.header(&mut out),
            _ => return None,
        }
        Some(out)
    }

    /// What stands after the rows.
    pub(super) fn tail(&self) -> Option<BytesMut> {
        self.is_binary().then(|| BytesMut::from(&(-1_i16).to_be_bytes()[..]))
    }

    /// Writes a row.
    pub(super) fn row(&self, columns: &Columns, row: usize, out: &mut BytesMut) {
        if self.options.format == CopyFormat::Binary {
            out.put_i16(i16::try_from(columns.len()).unwrap_or(i16::MAX));
            for column in columns.iter() {
                framed(out, column.is_null(row), |out| column.binary(row, out));
            }
            return;
        }
        let mut buffer = BytesMut::new();
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                out.put_u8(self.options.delimiter);
            }
            self.field(place, column, row, &mut buffer, out);
        }
        out.put_u8(b'\n');
    }

    fn field(
        &self,
        place: usize,
        column: &Column,
        row: usize,
        buffer: &mut BytesMut,
        out: &mut BytesMut,
    ) {
        if column.is_null(row) {
            return out.put_slice(self.options.null.as_bytes());
        }
        buffer.clear();
        column.text(row, buffer);
        match self.options.format {
            CopyFormat::Csv => {
                let forced = self.quoted.get(place).copied().unwrap_or_default();
                let alone = self.names.len() == 1 && &buffer[..] == b"\\.";
                self.csv(buffer, forced || alone, out);
            }
            _ => self.escaped(buffer, out),
        }
    }

    fn header(&self, out: &mut BytesMut) {
        for (place, name) in self.names.iter().enumerate() {
            if place > 0 {
                out.put_u8(self.options.delimiter);
            }
            match self.options.format {
                CopyFormat::Csv => self.csv(name.as_bytes(), false, out),
                _ => self.escaped(name.as_bytes(), out),
            }
        }
        out.put_u8(b'\n');
    }

    /// A field in quotes, where it needs them to be read as it is.
    fn csv(&self, text: &[u8], forced: bool, out: &mut BytesMut) {
        let CopyOptions { delimiter, quote, escape, null, .. } = &self.options;
        let special =
            |byte: &u8| byte == delimiter || byte == quote || matches!(byte, b'\n' | b'\r');
        if !forced && text != null.as_bytes() && !text.iter().any(special) {
            return out.put_slice(text);
        }
        out.put_u8(*quote);
        for byte in text {
            if byte == quote || byte == escape {
                out.put_u8(*escape);
            }
            out.put_u8(*byte);
        }
        out.put_u8(*quote);
    }

    /// A field with a backslash before what would end it.
    fn escaped(&self, text: &[u8], out: &mut BytesMut) {
        for byte in text {
            let letter = match byte {
                b'\\' => b'\\',
                b'\n' => b'n',
                b'\r' => b'r',
                b'\t' => b't',
                8 => b'b',
                11 => b'v',
                12 => b'f',
                byte if *byte == self.options.delimiter => *byte,
                byte => {
                    out.put_u8(*byte);
                    continue;
                }
            };
            out.put_u8(b'\\');
            out.put_u8(letter);
        }
    }
}
