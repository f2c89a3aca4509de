//! Sending rows.

use bytes::{BufMut, BytesMut};
use pgwire::messages::PgWireBackendMessage as Message;

use super::{
    Session,
    kept::{Description, Formats, Rows},
};
use crate::{
    Failure,
    statement::{CopyOptions, Count},
    wire::{
        copy::Copier,
        encode::{Columns, framed},
    },
};

/// What has been sent of some rows.
pub(super) struct Sent {
    pub(super) rows: usize,
    /// True if there are no more.
    pub(super) is_all: bool,
}

impl Session {
    /// Sends the next rows, at most so many.
    pub(super) async fn send(
        &mut self,
        rows: &mut Rows,
        formats: &Formats,
        count: Count,
    ) -> Result<Sent, Failure> {
        let most = match count {
            Count::Some(most) => most,
            Count::All => usize::MAX,
        };
        let mut sent = 0;
        while sent < most {
            let Some((columns, row)) = rows.next().await? else {
                return Ok(Sent { rows: sent, is_all: true });
            };
            self.out.put_raw(b'D', |out| data(columns, row, formats, out));
            sent += 1;
            self.relieve().await?;
        }
        Ok(Sent { rows: sent, is_all: false })
    }

    /// Passes over the next rows, at most so many.
    pub(super) async fn skip(&mut self, rows: &mut Rows, count: Count) -> Result<usize, Failure> {
        let mut passed = 0;
        while count == Count::All || count != Count::Some(passed) {
            if rows.next().await?.is_none() {
                break;
            }
            passed += 1;
        }
        Ok(passed)
    }

    /// Sends all rows as a file.
    pub(super) async fn copy(
        &mut self,
        rows: &mut Rows,
        columns: &Description,
        options: CopyOptions,
    ) -> Result<usize, Failure> {
        let copier = Copier::new(options, columns.names().map(str::to_owned).collect());
        self.out.put(&Message::CopyOutResponse(copier.response()));
        // Clients look for the head of a binary file, and its first row, in the first message.
        let mut head = copier.head();
        if let Some(line) = head.take_if(|_| !copier.is_binary()) {
            self.out.put_raw(b'd', |out| out.put_slice(&line));
        }
        let mut sent = 0;
        while let Some((columns, row)) = rows.next().await? {
            let before = head.take().unwrap_or_default();
            self.out.put_raw(b'd', |out| {
                out.put_slice(&before);
                copier.row(columns, row, out);
            });
            sent += 1;
            self.relieve().await?;
        }
        if let Some(tail) = copier.tail() {
            let before = head.take().unwrap_or_default();
            self.out.put_raw(b'd', |out| {
                out.put_slice(&before);
                out.put_slice(&tail);
            });
        }
        self.out.put_raw(b'c', |_| {});
        Ok(sent)
    }

    async fn relieve(&mut self) -> Result<(), Failure> {
        self.out.relieve().await.map_err(|_| super::shutdown())
    }
}

/// Writes a row of results.
fn data(columns: &Columns, row: usize, formats: &Formats, out: &mut BytesMut) {
    out.put_i16(i16::try_from(columns.len()).unwrap_or(i16::MAX));
    for (place, column) in columns.iter().enumerate() {
        framed(out, column.is_null(row), |out| {
            if formats.is_binary(place) { column.binary(row, out) } else { column.text(row, out) }
        });
    }
}
