//! What records say of what an ERP bills.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Ref, Text};
use crate::terms::{InvoiceKind, InvoiceStatus};

values! {
    /// The values of an invoice or credit memo; the amount of a credit memo is negative. The
    /// partner is the customer that was billed, be it a partner of the channel or not.
    Invoice {
        number: Text, "number";
        kind: InvoiceKind, "kind";
        status: InvoiceStatus, "status";
        source_status: Text, "sourceStatus";
        amount: Decimal, "amount";
        currency: Text, "currency";
        partner: Ref, "partner";
        issued_at: NaiveDate, "issuedAt";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}
